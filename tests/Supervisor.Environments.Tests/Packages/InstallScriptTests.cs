using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Packages;

/// <summary><c>packaging/install.sh</c>: everything below one prefix, and gone again.</summary>
public sealed class InstallScriptTests : IDisposable
{
    private static readonly Dictionary<string, string?> NoVariables = [];

    private readonly TemporaryFolder _folder = new();

    private string Prefix => _folder["pre fix"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_installed_works_from_where_it_is_and_names_its_own_place()
    {
        Packaging.NeedsRelease();
        await InstallAsync();

        Assert.Equal(0, (await Command.RunAsync($"{Prefix}/bin/supervisord", "--version")).ExitCode);
        Assert.Contains("[program", (await Command.RunAsync($"{Prefix}/bin/echo_supervisord_conf")).Stdout, StringComparison.Ordinal);
        Assert.Contains($"ExecStart={Prefix}/bin/supervisord -n", await File.ReadAllTextAsync($"{Prefix}/lib/systemd/system/supervisord.service", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(File.Exists($"{Prefix}/share/man/man5/supervisord.toml.5.gz"));

        // Accounts are looked up by the library that is not beside the binary.
        var config = _folder.Write("user.toml", "[supervisord]\nlogfile = \"NONE\"\npidfile = \"/tmp/none.pid\"\n[program.a]\ncommand = \"true\"\nuser = \"daemon\"\n");
        Assert.Equal(new CommandResult(0, "", ""), await Command.RunAsync($"{Prefix}/bin/supervisord", "--check", "-c", config));
    }

    [Fact]
    public async Task Uninstalling_takes_away_what_was_installed_and_nothing_else()
    {
        Packaging.NeedsRelease();
        _folder.Write("pre fix/share/mine", "x");
        await InstallAsync();
        _folder.Write("pre fix/lib/supervisord/an-older-file", "x");
        await File.AppendAllTextAsync($"{Prefix}/lib/supervisord/installed", "lib/supervisord/an-older-file\n", TestContext.Current.CancellationToken);

        // A second time: what the version before had and this one has not goes.
        await InstallAsync();
        Assert.False(File.Exists($"{Prefix}/lib/supervisord/an-older-file"));

        await Packaging.RunAsync("install.sh", NoVariables, "--uninstall", Prefix);

        Assert.Equal(["share", "share/mine"], Directory.EnumerateFileSystemEntries(Prefix, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Prefix, path)));
        var again = await Packaging.TryAsync("install.sh", NoVariables, "--uninstall", Prefix);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains($"nothing is installed in {Prefix}", again.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_words_exit_2()
    {
        var result = await Packaging.TryAsync("install.sh", NoVariables, "--remove");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("install.sh --uninstall [PREFIX]", result.Stderr, StringComparison.Ordinal);
    }

    private Task<string> InstallAsync() => Packaging.RunAsync("install.sh", NoVariables, Prefix);
}
