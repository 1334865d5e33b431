using Serilog.Events;
using Supervisor.Engine.Output.Syslog;

namespace Supervisor.Daemon.Logging;

/// <summary>The severities of syslog(3), which the journal has too, for the levels of the main log.</summary>
internal static class LogSeverity
{
    public static int Of(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => SyslogMessage.Critical,
        LogEventLevel.Error => SyslogMessage.Error,
        LogEventLevel.Warning => SyslogMessage.Warning,
        LogEventLevel.Information => SyslogMessage.Info,
        _ => SyslogMessage.Debug,
    };
}
