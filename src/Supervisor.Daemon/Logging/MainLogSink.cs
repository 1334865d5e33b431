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
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        Formatter.Format(logEvent, line);
        var text = line.ToString();
        file.Write(text);
        syslog.Write(logEvent, text);
        echo?.Write(text);
    }

    public void Dispose()
    {
        file.Dispose();
        syslog.Dispose();
        echo?.Dispose();
    }
}
