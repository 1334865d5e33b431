using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class ServerTests
{
    [Fact]
    public void Servers_are_read_with_the_unix_socket_first()
    {
        var servers = Loading.Spec(
            """
            [inet_http_server]
            port = 9001
            username = "u"
            password = "p"
            [inet_http_server.second]
            port = "[::1]:9002"
            [unix_http_server]
            file = "s.sock"
            chmod = "0770"
            chown = "ann:adm"
            """).Servers;

        Assert.Equal(
            [
                new ServerSpec.Unix("/work/s.sock", 0b111_111_000, "ann", "adm") { Section = "unix_http_server" },
                new ServerSpec.Inet("", 9001) { Section = "inet_http_server", Username = "u", Password = "p" },
                new ServerSpec.Inet("::1", 9002) { Section = "inet_http_server.second" },
            ],
            servers);
    }

    [Theory]
    [InlineData("'9001'", "", 9001)]
    [InlineData("':9001'", "", 9001)]
    [InlineData("'*:9001'", "", 9001)]
    [InlineData("'LocalHost:80'", "localhost", 80)]
    [InlineData("'127.0.0.1:${PORT}'", "127.0.0.1", 8000)]
    public void An_inet_address_is_a_port_with_or_without_a_host(string value, string host, int port) => Assert.Equal(
        new ServerSpec.Inet(host, port) { Section = "inet_http_server.a" },
        Assert.Single(Loading.Spec($"[inet_http_server.a]\nport = {value}\n").Servers));

    [Fact]
    public void A_socket_is_private_unless_told_otherwise() => Assert.Equal(
        new ServerSpec.Unix("/tmp/s", 0b111_000_000, null, null) { Section = "unix_http_server" },
        Assert.Single(Loading.Spec("[unix_http_server]\nfile = '/tmp/s'\n").Servers));

    [Fact]
    public void An_empty_user_name_means_no_authentication() => Assert.Null(
        Assert.Single(Loading.Spec("[inet_http_server]\nport = 1\nusername = ''\npassword = ''\n").Servers).Password);

    [Fact]
    public void A_key_may_be_in_the_file_of_its_certificate() => Assert.Equal(
        [
            new ServerSpec.Inet("", 1) { Section = "inet_http_server.a", Tls = new TlsFiles("/work/both.pem", "/work/both.pem") },
            new ServerSpec.Inet("", 2) { Section = "inet_http_server.b", Tls = new TlsFiles("/work/cert.pem", "/etc/key.pem") },
        ],
        Loading.Spec(
            """
            [inet_http_server.a]
            port = 1
            certfile = "both.pem"
            [inet_http_server.b]
            port = 2
            certfile = "cert.pem"
            keyfile = "/etc/key.pem"
            """,
            new FakeConfigHost().Write("/work/both.pem", "x").Write("/work/cert.pem", "x").Write("/etc/key.pem", "x")).Servers);

    [Theory]
    [InlineData("[inet_http_server]\nport = 1\ncertfile = 'no.pem'", "3:12: error: invalid value for `certfile`: there is no file no.pem")]
    [InlineData("[inet_http_server]\nport = 1\ncertfile = '/etc'", "3:12: error: invalid value for `certfile`: /etc is a directory")]
    [InlineData("[inet_http_server]\nport = 1\nkeyfile = '/etc/supervisord.toml'", "3:1: error: [inet_http_server] has a `keyfile` and no `certfile`")]
    [InlineData("[unix_http_server]\n", "1:1: error: section [unix_http_server] has no file value")]
    [InlineData("[inet_http_server]\n", "1:1: error: section [inet_http_server] has no port value")]
    [InlineData("[inet_http_server]\nport = 0", "2:8: error: invalid value for `port`: not a valid port number (1 to 65535), with or without \"host:\" before it: \"0\"")]
    [InlineData("[inet_http_server]\nport = '::1:80'", "2:8: error: invalid value for `port`: an IPv6 address is written in brackets, \"[::1]:9001\": \"::1:80\"")]
    [InlineData("[inet_http_server]\nport = 1\nusername = 'u'", "3:1: error: Section [inet_http_server] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified")]
    [InlineData("[inet_http_server]\nprot = 1\nport = 1", "2:1: error: unknown key `prot` in [inet_http_server]; did you mean `port`?")]
    [InlineData("[inet_http_server.a]\nprot = 1\nport = 1", "2:1: error: unknown key `prot` in [inet_http_server.a]; did you mean `port`?")]
    [InlineData("[inet_http_server.a]\nport = 1\n[inet_http_server.b]\nport = ':1'", "3:1: error: [inet_http_server.b] has the same address as [inet_http_server.a]: :1")]
    [InlineData("[unix_http_server]\nfile = '/s'\nchown = 'bob'", "3:9: error: invalid value for `chown`: Invalid user name bob")]
    [InlineData("[unix_http_server]\nfile = '/s'\nchown = 'ann:bobs'", "3:9: error: invalid value for `chown`: Invalid group name bobs")]
    [InlineData("[unix_http_server]\nfile = '/s'\nchmod = 700", "3:9: error: invalid value for `chmod`: a mode is written in octal: \"700\" or 0o700")]
    public void A_server_that_cannot_be_is_reported(string text, string finding) =>
        Assert.Equal(finding, Loading.Finding(text));

    [Fact]
    public void A_socket_path_that_the_system_cannot_take_is_an_error() => Assert.Contains(
        "the path of a Unix socket may have 107 bytes at most",
        Loading.Finding($"[unix_http_server]\nfile = '/{new string('a', 107)}'\n"),
        StringComparison.Ordinal);
}
