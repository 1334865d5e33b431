using Supervisor.Control.Client;

namespace Supervisor.Control.Tests;

public sealed class ControlEndpointTests
{
    [Theory]
    [InlineData("unix:///run/supervisor.sock", "/run/supervisor.sock")]
    [InlineData("UNIX:///run/../tmp//s", "/tmp/s")]
    [InlineData("http://localhost:9001", null)]
    [InlineData("http://[::1]:9001/", null)]
    [InlineData("http://example.org", null)]
    [InlineData("https://example.org:9001", null)]
    public void Unix_sockets_and_http_servers_can_be_used(string url, string? path)
    {
        Assert.True(ControlEndpoint.TryParse(url, out ControlEndpoint? endpoint, out string? error));
        Assert.Null(error);
        Assert.Equal((url, path), (endpoint.Url, endpoint.SocketPath));
    }

    [Fact]
    public void A_relative_socket_path_is_taken_from_the_working_directory()
    {
        Assert.True(ControlEndpoint.TryParse("unix://run/s", out ControlEndpoint? endpoint, out _));
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "run/s"), endpoint.SocketPath);
    }

    [Theory]
    [InlineData(null, "the server URL is empty")]
    [InlineData(" ", "the server URL is empty")]
    [InlineData("foo", "Unknown protocol for serverurl foo: it must be unix:///path/to/socket or http(s)://host:port")]
    [InlineData("/run/s.sock", "Unknown protocol for serverurl /run/s.sock: it must be unix:///path/to/socket or http(s)://host:port")]
    [InlineData("ftp://h:1", "Unknown protocol for serverurl ftp://h:1: it must be unix:///path/to/socket or http(s)://host:port")]
    [InlineData("http://h:99999", "'http://h:99999' is not a server URL: it must be unix:///path/to/socket or http(s)://host:port")]
    [InlineData("http://u:p@h:1", "a server URL holds no user name and password: give them as username and password")]
    [InlineData("unix://", "'unix://' names no socket path")]
    public void Other_texts_are_refused_with_the_reason(string? url, string reason)
    {
        Assert.False(ControlEndpoint.TryParse(url, out _, out string? error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void A_socket_path_that_no_address_can_hold_is_refused()
    {
        Assert.False(ControlEndpoint.TryParse("unix:///" + new string('x', 107), out _, out string? error));
        Assert.Contains("longer than the 107 bytes", error, StringComparison.Ordinal);
        Assert.True(ControlEndpoint.TryParse("unix:///" + new string('x', 106), out _, out _));
    }

    [Fact]
    public void A_password_is_not_shown() => Assert.Equal("user", new ControlCredentials("user", "secret").ToString());
}
