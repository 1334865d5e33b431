using System.Text.RegularExpressions;
using Supervisor.Config.Conversion;
using Supervisor.Config.Options;
using Supervisor.Config.Samples;
using Supervisor.Config.Tests.Doubles;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Tests.Samples;

public partial class SampleTests
{
    private static ConfigResult Load(string path, string text) => ConfigLoader.Load(
        path,
        DaemonOptions.None,
        new FakeConfigHost().Write("/etc/ssl/supervisord.pem", "").Write("/etc/ssl/supervisord.key", "").Write(path, text));

    [Fact]
    public void The_samples_load_without_a_word()
    {
        Assert.Empty(Load("/etc/supervisord.conf", SampleConfig.Ini).Diagnostics);
        Assert.Empty(Load("/etc/supervisord.toml", SampleConfig.Toml).Diagnostics);
    }

    [Fact]
    public void The_samples_load_with_every_setting_in_force()
    {
        var ini = Load("/etc/supervisord.conf", CommentedIni().Replace(SampleConfig.Ini, "$1"));
        var toml = Load("/etc/supervisord.toml", CommentedToml().Replace(SampleConfig.Toml, "$1"));

        Assert.All(
            ini.Diagnostics.Concat(toml.Diagnostics),
            finding => Assert.Matches("^No file matches via include|syslog says where lines go, but nothing goes there", finding.Text));
        Assert.Equal(ini.Spec!.Roster.Groups.Select(g => g.Name), toml.Spec!.Roster.Groups.Select(g => g.Name));
        Assert.Equal(["theeventlistenername", "thegroupname"], ini.Spec.Roster.Groups.Select(g => g.Name));
    }

    [Fact]
    public void The_TOML_sample_names_every_key()
    {
        var known = DaemonSection.Keys.Concat(ServerSections.UnixKeys).Concat(ServerSections.InetKeys).Concat(ClientSection.Keys)
            .Concat(ProgramKeys.Names).Concat(ListenerReader.PoolKeys).Concat(GroupMembership.Keys);
        var named = SampleConfig.Toml.Split('\n').Select(line => line.TrimStart('#').Split(" = ")[0]).ToHashSet();
        Assert.Equal([], known.Except(named));
    }

    [Fact]
    public void The_INI_sample_can_be_converted()
    {
        var host = new FakeConfigHost().Write("/etc/supervisord.conf", SampleConfig.Ini);

        Assert.Empty(ConfigConverter.Convert("/etc/supervisord.conf", withIncludes: false, host).Diagnostics);
    }

    [GeneratedRegex(@"^;(\[.*\]|[a-z_]+ ?=.*)$", RegexOptions.Multiline)]
    private static partial Regex CommentedIni();

    [GeneratedRegex(@"^#(\[.*\]|[a-z_]+ = .*)$", RegexOptions.Multiline)]
    private static partial Regex CommentedToml();
}
