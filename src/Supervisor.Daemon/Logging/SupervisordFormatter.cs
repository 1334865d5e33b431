using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// Lines of supervisord's main log: <c>2026-01-31 12:00:00,123 INFO spawned: 'x' with pid 7</c>, local time, four letters of
/// level, so that log scrapers keep working.
/// </summary>
internal sealed class SupervisordFormatter : ITextFormatter
{
    // "lj" writes texts as they are, without the quotes that structured logs put around them.
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture));
        output.Write(' ');
        output.Write(Code(logEvent.Level));
        output.Write(' ');
        FormatMessage(logEvent, output);
    }

    /// <summary>Without time and level, for where those are known.</summary>
    public static void FormatMessage(LogEvent logEvent, TextWriter output)
    {
        Message.Format(logEvent, output);
        output.Write('\n');
        if (logEvent.Exception is { } exception)
        {
            output.Write(exception);
            output.Write('\n');
        }
    }

    private static string Code(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => "CRIT",
        LogEventLevel.Error => "ERRO",
        LogEventLevel.Warning => "WARN",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Debug => "DEBG",
        _ => "TRAC",
    };
}
