using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Daemon.Logging;

/// <summary>Writes each line to the main log and, in the foreground, to stdout. Runs on the log's own thread.</summary>
internal sealed class MainLogSink(MainLogFile file, AppendFile? echo) : ILogEventSink, IDisposable
{
    private static readonly SupervisordFormatter Formatter = new();

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        Formatter.Format(logEvent, line);
        var text = line.ToString();
        file.Write(text);

        // Nobody can be told that stdout is gone; the log file has the line.
        echo?.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    public void Dispose()
    {
        file.Dispose();
        echo?.Dispose();
    }
}
