using System.Globalization;
using System.Text;

namespace Supervisor.Engine.Output.Syslog;

/// <summary>
/// Entries in journald's own protocol (systemd.io, "Native Journal Protocol"): one field per line. The process is the identifier, so that
/// <c>journalctl -t NAME</c> shows it; our own fields name its group and stream.
/// </summary>
internal static class JournalFormat
{
    public static byte[] Entry(in SyslogMessage message)
    {
        var (severity, text) = TakeLevel(message);
        var fields = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"PRIORITY={severity}\nSYSLOG_IDENTIFIER={message.Source}\n");
        if (message.Pid > 0) fields.Append(CultureInfo.InvariantCulture, $"SYSLOG_PID={message.Pid}\n");
        if (message.Group.Length > 0) fields.Append(CultureInfo.InvariantCulture, $"SUPERVISOR_GROUP={message.Group}\n");
        if (message.Id.Length > 0) fields.Append(CultureInfo.InvariantCulture, $"SUPERVISOR_STREAM={message.Id}\n");

        // The text is a line, so it has no newline, which would have to be told with its length.
        return [.. Encoding.UTF8.GetBytes(fields.ToString()), .. "MESSAGE="u8, .. text.Span, (byte)'\n'];
    }

    // As systemd takes it from the stdout of a service: <N> in front is the level of the line (sd-daemon(3)).
    private static (int Severity, ReadOnlyMemory<byte> Text) TakeLevel(in SyslogMessage message) =>
        message.Text is [(byte)'<', >= (byte)'0' and <= (byte)'7' and var digit, (byte)'>', ..]
            ? (digit - '0', message.Text.AsMemory(3))
            : (message.Severity, message.Text);
}
