using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Supervisor.Core.Specs;
using LogLevel = Supervisor.Core.Specs.LogLevel;

namespace Supervisor.Daemon.Logging;

/// <summary>Puts the main log together: supervisord's format, its own thread, a level that a reload can change.</summary>
internal sealed class LogSetup : IDisposable
{
    /// <summary>Lines that may wait for a slow disk; the next ones are dropped, and counted, rather than holding the daemon up.</summary>
    private const int MaxWaitingLines = 10_000;

    private readonly LoggingLevelSwitch _level = new();
    private readonly Logger _serilog;
    private readonly MainLogSyslog _syslog;

    /// <param name="spec">What the log is to be.</param>
    /// <param name="pid">The process that syslog is to know the daemon by.</param>
    public LogSetup(DaemonSpec spec, int pid)
    {
        File = new MainLogFile(spec, Complain);
        _syslog = new MainLogSyslog(pid, Complain);
        // What goes to the journal by stderr does not have to go there a second time.
        var isTwice = File.IsJournal && JournalStream.Is(1);
        var echo = spec is { NoDaemon: true, Silent: false, LogFile: not "/dev/stdout" } && !isTwice ? new StandardOutputEcho() : null;
        Configure(spec);
        _serilog = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Error)
            .WriteTo.Sink(new LogQueue(new MainLogSink(File, _syslog, echo), MaxWaitingLines))
            .CreateLogger();
        Factory = new SerilogLoggerFactory(_serilog, dispose: true);
    }

    /// <summary>Whether the journal gets this line of a main log, so that it does not have to be said there by stderr, too.</summary>
    public static bool IsInJournal(DaemonSpec spec, LogLevel level) => level >= spec.LogLevel && spec switch
    {
        { LogFile: "/dev/stderr" } when JournalStream.Is(2) => true,
        { LogFile: "/dev/stdout" } or { NoDaemon: true, Silent: false } => JournalStream.Is(1),
        _ => false,
    };

    public ILoggerFactory Factory { get; }

    public MainLogFile File { get; }

    public void Configure(DaemonSpec spec)
    {
        File.Configure(spec);
        _syslog.Configure(spec);
        _level.MinimumLevel = spec.LogLevel switch
        {
            LogLevel.Critical => LogEventLevel.Fatal,
            LogLevel.Error => LogEventLevel.Error,
            LogLevel.Warn => LogEventLevel.Warning,
            LogLevel.Info => LogEventLevel.Information,
            LogLevel.Debug => LogEventLevel.Debug,
            _ => LogEventLevel.Verbose,
        };
    }

    /// <summary>Writes what waits and closes the log.</summary>
    public void Dispose() => Factory.Dispose();

    private static void Complain(string text) => StandardError.WriteLine($"supervisord: {text}");
}
