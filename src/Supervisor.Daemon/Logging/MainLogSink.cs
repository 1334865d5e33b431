using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace Supervisor.Daemon.Logging;

/// <summary>Writes each line to the main log, to syslog where that is wanted, and, in the foreground, to stdout. Runs on the log's own thread.</summary>
internal sealed class MainLogSink(MainLogFile file, MainLogSyslog syslog, StandardOutputEcho? echo) : ILogEventSink, IDisposable
{
    private static readonly SupervisordFormatter Formatter = new();

    public void Emit(LogEvent logEvent)
    {
        var text = Text(Formatter.Format, logEvent);
        var forJournal = file.IsJournal || EchoIsJournal
            ? JournalStream.Mark(LogSeverity.Of(logEvent.Level), Text(SupervisordFormatter.FormatMessage, logEvent))
            : "";
        file.Write(file.IsJournal ? forJournal : text);
        syslog.Write(logEvent, text);
        echo?.Write(EchoIsJournal ? forJournal : text);
    }

    public void Dispose()
    {
        file.Dispose();
        syslog.Dispose();
        echo?.Dispose();
    }

    private bool EchoIsJournal => echo is not null && JournalStream.Is(1);

    private static string Text(Action<LogEvent, TextWriter> format, LogEvent logEvent)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        format(logEvent, line);
        return line.ToString();
    }
}
