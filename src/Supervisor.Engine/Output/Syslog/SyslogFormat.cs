using System.Globalization;
using System.Text;

namespace Supervisor.Engine.Output.Syslog;

/// <summary>How messages are written.</summary>
internal static class SyslogFormat
{
    // LOG_USER, as supervisord.
    private const int Facility = 1 << 3;
    private const int LongestHost = 255;
    private const int LongestSource = 48;

    private static ReadOnlySpan<byte> Own => "supervisord"u8;

    /// <summary>As supervisord's calls of syslog(3): everything comes from supervisord, and names the process first.</summary>
    public static byte[] AsSupervisord(in SyslogMessage message)
    {
        var source = message.Id.Length == 0 ? "" : message.Source + " ";
        return [.. Encoding.UTF8.GetBytes($"{Start(message, SyslogMessage.Info)}"), .. Own, .. Encoding.UTF8.GetBytes($": {source}"), .. message.Text];
    }

    /// <summary>As the process would call syslog(3) itself, with LOG_PID.</summary>
    public static byte[] Local(in SyslogMessage message)
    {
        var pid = message.Pid == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{message.Pid}]");
        return [.. Encoding.UTF8.GetBytes($"{Start(message, message.Severity)}{message.Source}{pid}: "), .. message.Text];
    }

    /// <summary>RFC 5424. The text has no byte order mark, since nobody has promised that it is UTF-8.</summary>
    public static byte[] Standard(in SyslogMessage message, string host)
    {
        var at = message.At.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
        var pid = message.Pid == 0 ? "-" : message.Pid.ToString(CultureInfo.InvariantCulture);
        var id = message.Id.Length == 0 ? "-" : message.Id;
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"<{Facility | message.Severity}>1 {at} {Visible(host, LongestHost)} {Visible(message.Source, LongestSource)} {pid} {id} - ");
        return [.. Encoding.ASCII.GetBytes(header), .. message.Text];
    }

    /// <summary>RFC 6587, octet counting.</summary>
    public static byte[] Framed(byte[] message) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), .. message];

    // RFC 3164: English months, the day padded with a blank, local time.
    private static string Start(in SyslogMessage message, int severity) => string.Create(
        CultureInfo.InvariantCulture,
        $"<{Facility | severity}>{message.At:MMM} {message.At.Day,2} {message.At:HH:mm:ss} ");

    private static string Visible(string text, int longest) =>
        text.Length == 0 ? "-" : string.Concat(text.Take(longest).Select(c => c is > ' ' and < '\x7F' ? c : '?'));
}
