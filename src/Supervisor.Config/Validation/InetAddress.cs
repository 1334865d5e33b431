using System.Globalization;

namespace Supervisor.Config.Validation;

/// <summary>Where an inet server listens.</summary>
/// <param name="Host">Lower case; empty for all addresses.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record InetAddress(string Host, int Port)
{
    /// <summary><c>port</c>, <c>:port</c>, <c>*:port</c>, <c>host:port</c> or <c>[v6 address]:port</c>.</summary>
    public static Parsed<InetAddress> Parse(string text)
    {
        var trimmed = text.Trim();
        var colon = trimmed.LastIndexOf(':');
        var host = colon < 0 ? "" : trimmed[..colon].ToLowerInvariant();
        if (!int.TryParse(trimmed[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65535)
        {
            return Parsed.Fail<InetAddress>($"not a valid port number (1 to 65535), with or without \"host:\" before it: \"{text}\"");
        }

        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (host.Contains(':') && !bracketed)
        {
            return Parsed.Fail<InetAddress>($"an IPv6 address is written in brackets, \"[::1]:9001\": \"{text}\"");
        }

        return new InetAddress(host == "*" ? "" : bracketed ? host[1..^1] : host, port);
    }
}
