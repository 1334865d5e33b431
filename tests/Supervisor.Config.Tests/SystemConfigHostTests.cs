using Supervisor.Config.Hosting;
using Supervisor.Config.Options;

namespace Supervisor.Config.Tests;

/// <summary>The real file system, in a directory of its own.</summary>
public sealed class SystemConfigHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("supervisor-config-");
    private readonly SystemConfigHost _host = new();

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void A_config_with_includes_is_read_from_disk()
    {
        var main = Write("s.toml", "[supervisord]\ninclude = ['conf.d/*.toml', 'none/*']\n");
        var included = Write("conf.d/a.toml", "[program.a]\ncommand = '${here}'\nstdout_logfile = '${here}/a.log'\n");

        var result = ConfigLoader.Load(main, DaemonOptions.None, _host);

        Assert.Equal(
            $"{main}:2:29: warning: No file matches via include \"{_folder.FullName}/none/*\"",
            Assert.Single(result.Diagnostics).ToString());
        Assert.Equal(
            _folder.FullName + "/conf.d", Assert.Single(result.Spec!.Roster.Groups[0].Processes).Command.Text);
        Assert.Equal([main, included], result.Files.Select(f => f.Path));
    }

    [Fact]
    public void Files_that_cannot_be_read_have_a_reason()
    {
        Assert.Equal("no such file or directory", _host.ReadFile(_folder.FullName + "/x", 10).Error);
        Assert.True(_host.ReadFile(_folder.FullName + "/x/y", 10).Missing);
        Assert.Equal("it is a directory", _host.ReadFile(_folder.FullName, 10).Error);
        Assert.Equal("it is larger than 10 bytes", _host.ReadFile(Write("big", "01234567890"), 10).Error);
        Assert.Empty(_host.List(_folder.FullName + "/nowhere"));
    }

    [Fact]
    public void Accounts_of_the_machine_are_found_by_name_and_by_number()
    {
        Assert.Equal(0u, _host.FindUser("root")!.UserId);
        Assert.Equal("root", _host.FindUser("0")!.Name);
        Assert.Null(_host.FindUser("no-such-user-here"));
        Assert.True(_host.HasGroup("0"));
        Assert.False(_host.HasGroup("no-such-group-here"));
    }

    [Fact]
    public void The_host_name_is_the_whole_one() =>
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd('\n'), _host.HostName);

    [Fact]
    public void The_sample_config_is_right()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "etc", "supervisord.toml")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the sample is not in any folder above");
        }

        var result = ConfigLoader.Load(Path.Combine(folder.FullName, "etc", "supervisord.toml"), DaemonOptions.None, _host);

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["site", "cleanup", "flaky"], result.Spec!.Roster.Groups.Select(g => g.Name));
        Assert.Equal(result.Client!.ServerUrl, ClientConfigLoader.Load(Path.Combine(folder.FullName, "etc", "supervisord.toml"), _host).Client!.ServerUrl);
    }
}
