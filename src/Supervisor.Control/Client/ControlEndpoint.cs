using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Supervisor.Control.Client;

/// <summary>Where a supervisord listens: <c>unix:///path/to/socket</c>, <c>http://host:port</c> or <c>https://host:port</c>.</summary>
public sealed class ControlEndpoint
{
    private const string UnixPrefix = "unix://";

    private ControlEndpoint(string url, string? socketPath, Uri baseAddress)
    {
        Url = url;
        SocketPath = socketPath;
        BaseAddress = baseAddress;
    }

    /// <summary>The URL as it was given.</summary>
    public string Url { get; }

    /// <summary>Absolute path of the Unix socket; null for HTTP over TCP.</summary>
    public string? SocketPath { get; }

    /// <summary>What requests are made relative to. Over a Unix socket the host is <c>localhost</c>, as supervisord's clients send it.</summary>
    internal Uri BaseAddress { get; }

    /// <summary>Reads a server URL.</summary>
    /// <param name="url">As in <c>serverurl</c>. A relative socket path is taken from the working directory.</param>
    /// <param name="endpoint">The endpoint, when the URL can be used.</param>
    /// <param name="error">Otherwise why it cannot.</param>
    public static bool TryParse(
        string? url,
        [NotNullWhen(true)] out ControlEndpoint? endpoint,
        [NotNullWhen(false)] out string? error)
    {
        endpoint = null;
        error = null;
        if (string.IsNullOrWhiteSpace(url))
        {
            error = "the server URL is empty";
            return false;
        }

        if (url.StartsWith(UnixPrefix, StringComparison.OrdinalIgnoreCase))
            return TryParseUnix(url, out endpoint, out error);
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0)
        {
            if (uri.UserInfo.Length > 0)
            {
                // The URL stands in messages and logs, where no password belongs.
                error = "a server URL holds no user name and password: give them as username and password";
                return false;
            }

            endpoint = new ControlEndpoint(url, null, new Uri(uri.GetLeftPart(UriPartial.Authority) + "/"));
            return true;
        }

        // supervisorctl of supervisord says so too.
        string wrong = url.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? $"'{url}' is not a server URL" : $"Unknown protocol for serverurl {url}";
        error = $"{wrong}: it must be unix:///path/to/socket or http(s)://host:port";
        return false;
    }

    public override string ToString() => Url;

    private static bool TryParseUnix(string url, out ControlEndpoint? endpoint, out string? error)
    {
        endpoint = null;
        error = null;
        string path = url[UnixPrefix.Length..];
        if (path.Length == 0 || path.Contains('\0'))
        {
            error = $"'{url}' names no socket path";
            return false;
        }

        string absolute = Path.GetFullPath(path);
        try
        {
            // sun_path of unix(7) is 108 bytes with its terminating zero.
            _ = new UnixDomainSocketEndPoint(absolute);
        }
        catch (ArgumentOutOfRangeException)
        {
            error = $"the socket path {absolute} is longer than the 107 bytes that a Unix socket address can hold";
            return false;
        }

        endpoint = new ControlEndpoint(url, absolute, new Uri("http://localhost/"));
        return true;
    }
}
