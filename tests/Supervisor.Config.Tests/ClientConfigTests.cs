using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class ClientConfigTests
{
    private static ClientConfigResult Load(string text, FakeConfigHost? host = null) =>
        ClientConfigLoader.Load(Loading.Path, (host ?? new FakeConfigHost()).Write(Loading.Path, text));

    [Theory]
    [InlineData("[supervisorctl]\nserverurl = 'http://box:1'\n[unix_http_server]\nfile = '/s'", "http://box:1")]
    [InlineData("[supervisorctl]\nserverurl = 'unix://run/../s'", "unix:///work/s")]
    [InlineData("[supervisorctl]\nserverurl = 'unix://~/s'", "unix:///home/ann/s")]
    [InlineData("[supervisorctl]\nprompt = 'x'", "http://localhost:9001")]
    [InlineData("[supervisorctl]\nprompt = 'x'\n[unix_http_server]\nfile = '/s'", "unix:///s")]
    [InlineData("[inet_http_server]\nport = 7\n[unix_http_server]\nfile = '/s'", "unix:///s")]
    [InlineData("[inet_http_server]\nport = 7", "http://localhost:7")]
    [InlineData("[inet_http_server]\nport = '[::1]:7'", "http://[::1]:7")]
    [InlineData("[supervisord]\nenvironment = { DIR = '/x' }\n[unix_http_server]\nfile = '${DIR}/s'", "unix:///x/s")]
    public void The_server_is_the_one_that_the_file_names(string text, string url)
    {
        var result = Load(text);

        Assert.Empty(result.Diagnostics);
        Assert.Equal(url, result.Client!.ServerUrl);
        Assert.Equal(url, Loading.Load(text).Client!.ServerUrl);
    }

    [Fact]
    public void All_keys_of_the_client_are_read() => Assert.Equal(
        new ClientSpec
        {
            ServerUrl = "http://box:1",
            Username = "u",
            Password = "p",
            Prompt = "sv",
            HistoryFile = "/home/ann/h",
        },
        Load("[supervisorctl]\nserverurl = 'http://box:1'\nusername = 'u'\npassword = 'p'\nprompt = 'sv'\nhistory_file = '~/h'\n").Client);

    [Fact]
    public void The_password_of_the_server_is_used_when_it_is_plain()
    {
        Assert.Equal("p", Load("[inet_http_server]\nport = 1\nusername = 'u'\npassword = 'p'\n").Client!.Password);
        Assert.Null(Load("[inet_http_server]\nport = 1\nusername = 'u'\npassword = '{SHA}abc'\n").Client!.Password);
    }

    [Fact]
    public void Includes_are_followed()
    {
        var host = new FakeConfigHost().Write("/etc/conf.d/a.toml", "[unix_http_server]\nfile = '${here}/s'\n");

        Assert.Equal("unix:///etc/conf.d/s", Load("[supervisord]\ninclude = 'conf.d/*'\n", host).Client!.ServerUrl);
    }

    [Fact]
    public void A_mistake_elsewhere_is_only_a_warning()
    {
        var result = Load("[program.x]\ncommand = \nfoo = 1\n[unix_http_server]\nfile = '/s'\n[supervisord]\nlogfile = '${NOPE}'\n");

        Assert.Equal("unix:///s", result.Client!.ServerUrl);
        Assert.Equal(
            "/etc/supervisord.toml:2:11: warning: expected a value, found the end of the line",
            Assert.Single(result.Diagnostics).ToString());
    }

    [Theory]
    [InlineData("[supervisord]\n", "/etc/supervisord.toml: error: cannot tell where supervisord listens: there is no [supervisorctl], [unix_http_server] or [inet_http_server]")]
    [InlineData("[supervisorctl]\nserverurl = 'foo'\n", "/etc/supervisord.toml:2:13: error: invalid value for `serverurl`: not a URL of the form unix:///path/to/socket or http(s)://host:port: \"foo\"")]
    [InlineData("[supervisorctl]\nserverul = 'x'\n", "/etc/supervisord.toml:2:1: error: unknown key `serverul` in [supervisorctl]; did you mean `serverurl`?")]
    [InlineData("[unix_http_server]\nfile = '${NOPE}'\n", "/etc/supervisord.toml:2:8: error: invalid value for `file`: cannot expand `${NOPE}`: there is no environment variable or name `NOPE`")]
    public void Without_a_server_the_reason_is_said(string text, string finding)
    {
        var result = Load(text);

        Assert.Null(result.Client);
        Assert.Equal(finding, Assert.Single(result.Diagnostics).ToString());
    }

    [Fact]
    public void A_missing_file_is_said_as_supervisord_says_it() => Assert.Equal(
        "error: could not find config file /nope.toml",
        Assert.Single(ClientConfigLoader.Load("/nope.toml", new FakeConfigHost()).Diagnostics).ToString());
}
