using Supervisor.Config.Tests.Doubles;

namespace Supervisor.Config.Tests;

public class ConfigSearchTests
{
    [Theory]
    [InlineData("/work/supervisord.toml", "supervisord.toml")]
    [InlineData("/work/etc/supervisord.toml", "etc/supervisord.toml")]
    [InlineData("/etc/supervisord.toml", "/etc/supervisord.toml")]
    [InlineData("/etc/supervisor/supervisord.toml", "/etc/supervisor/supervisord.toml")]
    [InlineData("/usr/etc/supervisord.conf", "/usr/etc/supervisord.conf")]
    [InlineData("/usr/supervisord.conf", "/usr/supervisord.conf")]
    [InlineData("/work/supervisord.conf", "supervisord.conf")]
    [InlineData("/work/etc/supervisord.conf", "etc/supervisord.conf")]
    [InlineData("/etc/supervisord.conf", "/etc/supervisord.conf")]
    [InlineData("/etc/supervisor/supervisord.conf", "/etc/supervisor/supervisord.conf")]
    public void A_config_at_a_default_path_is_found(string file, string found)
    {
        var host = new FakeConfigHost().Write(file, "");

        var result = ConfigSearch.Find("/usr/bin/supervisord", host, forClient: false);

        Assert.Equal((found, null), (result.Path, result.Error));
    }

    [Fact]
    public void The_first_of_the_list_wins()
    {
        var host = new FakeConfigHost();
        var paths = ConfigSearch.Find("/usr/bin/supervisord", host, forClient: true).Searched;

        foreach (var path in paths.Reverse())
        {
            host.Write(path.StartsWith('/') ? path : "/work/" + path, "");
            Assert.Equal(path, ConfigSearch.Find("/usr/bin/supervisord", host, forClient: true).Path);
        }
    }

    [Fact]
    public void Without_a_config_the_daemon_is_told_and_the_client_goes_on()
    {
        var host = new FakeConfigHost();

        Assert.Equal(
            "No config file found at default paths (supervisord.toml, etc/supervisord.toml, /etc/supervisord.toml, "
                + "/etc/supervisor/supervisord.toml, /usr/etc/supervisord.conf, /usr/supervisord.conf, supervisord.conf, "
                + "etc/supervisord.conf, /etc/supervisord.conf, /etc/supervisor/supervisord.conf); "
                + "use the -c option to specify a config file at a different path",
            ConfigSearch.Find("/usr/bin/supervisord", host, forClient: false).Error);
        Assert.Null(ConfigSearch.Find("supervisorctl", host, forClient: true).Error);
    }
}
