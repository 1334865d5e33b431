using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;

namespace Supervisor.Config.Tests;

public class IncludeTests
{
    [Fact]
    public void Files_are_included_in_the_order_of_their_names_and_merged_by_table()
    {
        var host = new FakeConfigHost()
            .Write("/etc/conf.d/b.toml", "[program.b]\ncommand = '${here}'\n[program-default]\nstartsecs = 9\n")
            .Write("/etc/conf.d/a.toml", "[program.a]\ncommand = 'a'\n[group.g]\nprograms = ['a', 'b']\n")
            .Write("/etc/conf.d/.hidden.toml", "broken")
            .Write("/etc/conf.d/x.txt", "broken");

        var result = Loading.Load("[supervisord]\ninclude = ['conf.d/*.toml']\nidentifier = 'x'\n", host);

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["a", "/etc/conf.d"], result.Spec!.Roster.Groups[0].Processes.Select(p => p.Command.Text));
        Assert.All(result.Spec.Roster.Groups[0].Processes, p => Assert.Equal(9, p.StartDuration.TotalSeconds));
        Assert.Equal(
            [
                "Included extra file \"/etc/conf.d/a.toml\" during parsing",
                "Included extra file \"/etc/conf.d/b.toml\" during parsing",
            ],
            result.Messages);
        Assert.Equal([Loading.Path, "/etc/conf.d/a.toml", "/etc/conf.d/b.toml"], result.Files.Select(f => f.Path));
    }

    [Fact]
    public void A_key_in_two_files_is_an_error_that_names_both()
    {
        var host = new FakeConfigHost().Write("/etc/conf.d/a.toml", "[program.a]\nuser = 'ann'\ncommand = 'two'\n");

        Assert.Equal(
            "/etc/conf.d/a.toml:3:1: error: `command` is set twice: first at /etc/supervisord.toml:4",
            Loading.Finding("[supervisord]\ninclude = 'conf.d/*.toml'\n[program.a]\ncommand = 'one'\n", host));
    }

    [Fact]
    public void Included_files_include_others_relative_to_themselves()
    {
        var host = new FakeConfigHost()
            .Write("/etc/conf.d/a.toml", "[supervisord]\ninclude = ['more/*.toml', '/tmp/${PORT}.toml']\n")
            .Write("/etc/conf.d/more/c.toml", "[program.c]\ncommand = 'c'\n")
            .Write("/tmp/8000.toml", "[program.d]\ncommand = 'd'\n");

        var result = Loading.Load("[supervisord]\ninclude = ['conf.d/*.toml']\n", host);

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["c", "d"], result.Spec!.Roster.Groups.Select(g => g.Name));
    }

    [Fact]
    public void A_circle_is_an_error_that_names_the_chain()
    {
        var host = new FakeConfigHost().Write("/etc/conf.d/a.toml", "[supervisord]\ninclude = ['../supervisord.toml']\n");

        Assert.Equal(
            "/etc/conf.d/a.toml:2:12: error: the files include each other in a circle: "
                + "/etc/supervisord.toml -> /etc/conf.d/a.toml -> /etc/supervisord.toml",
            Loading.Finding("[supervisord]\ninclude = ['conf.d/*.toml']\n", host));
    }

    [Fact]
    public void A_file_that_matches_twice_is_read_once()
    {
        var host = new FakeConfigHost().Write("/etc/conf.d/a.toml", "[program.a]\ncommand = 'a'\n");

        Assert.Empty(Loading.Findings("[supervisord]\ninclude = ['conf.d/*.toml', 'conf.d/a.toml']\n", host));
    }

    [Fact]
    public void A_pattern_without_a_match_is_a_warning() => Assert.Equal(
        "2:12: warning: No file matches via include \"/etc/none/*.toml\"",
        Loading.Finding("[supervisord]\ninclude = ['none/*.toml']\n"));

    [Fact]
    public void An_include_that_cannot_be_read_is_an_error() => Assert.Equal(
        "2:12: error: cannot include /etc/conf.d: it is a directory",
        Loading.Finding("[supervisord]\ninclude = ['conf.d']\n"));

    [Fact]
    public void Errors_of_all_files_are_reported_at_once()
    {
        var host = new FakeConfigHost()
            .Write("/etc/conf.d/a.toml", "[program.a]\ncommand = \n")
            .Write("/etc/conf.d/b.toml", "[program.b]\nstartsecs = 'x'\n");

        Assert.Equal(
            ["2:1", "/etc/conf.d/a.toml:2:11", "/etc/conf.d/b.toml:2:13"],
            Loading.Findings("[program.c]\ncomand = 'x'\n[supervisord]\ninclude = ['conf.d/*.toml']\n", host)
                .Select(f => f[..f.IndexOf(": error", StringComparison.Ordinal)]));
    }

    [Fact]
    public void An_applied_config_is_built_again_from_its_texts_whatever_the_disk_holds()
    {
        var host = new FakeConfigHost()
            .Write("/etc/conf.d/a.toml", "[program.a]\ncommand = 'a'\nuser = 'ann'\nstdout_logfile = '/var/log/a.log'\n");
        var first = Loading.Load("[supervisord]\ninclude = ['conf.d/*.toml']\n", host);
        var later = new FakeConfigHost();
        later.Directories.Remove("/var/log");

        var again = ConfigLoader.LoadTexts(
            Loading.Path, first.Files.ToDictionary(f => f.Path, f => f.Text), DaemonOptions.None, later);

        Assert.Empty(again.Diagnostics);
        Assert.Equal(first.Spec, again.Spec);
        Assert.Equal(first.Files, again.Files);
    }

    [Theory]
    [InlineData("*.toml", "a.toml", true)]
    [InlineData("*.toml", ".a.toml", false)]
    [InlineData(".*", ".a", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[]]x", "]x", true)]
    [InlineData("[ab", "[ab", true)]
    [InlineData("a*b*c", "a1b2c", true)]
    [InlineData("a*b*c", "a1c2b", false)]
    [InlineData("*", "", true)]
    public void Patterns_match_as_in_a_shell(string pattern, string name, bool matches) =>
        Assert.Equal(matches, Documents.PathGlob.Matches(pattern, name));
}
