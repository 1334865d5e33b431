using Supervisor.Core.Collections;

namespace Supervisor.Core.Specs;

public enum LogLevel
{
    Critical = 50,
    Error = 40,
    Warn = 30,
    Info = 20,
    Debug = 10,
    Trace = 5,
    Blather = 3,
}

/// <summary>The <c>[supervisord]</c> section, validated.</summary>
public sealed record DaemonSpec
{
    /// <summary>Main log, absolute; null when there is none (NONE).</summary>
    public string? LogFile { get; init; }

    /// <summary>Whether the main log goes to syslog instead of a file.</summary>
    public bool LogToSyslog { get; init; }

    /// <summary>Where messages for syslog go; null: to the daemon of this machine as supervisord writes them.</summary>
    public SyslogTarget? Syslog { get; init; }

    public long LogMaxBytes { get; init; } = 50L * 1024 * 1024;

    public int LogBackups { get; init; } = 10;

    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    /// <summary>Whether nobody has asked for this log: in the foreground it may be missing.</summary>
    public bool IsDefaultLogFile { get; init; }

    /// <summary>Absolute; empty for none.</summary>
    public required string PidFile { get; init; }

    /// <summary>Whether nobody has asked for this pid file: in the foreground it may be missing.</summary>
    public bool IsDefaultPidFile { get; init; }

    public int Umask { get; init; } = 0b000_010_010;

    public string? Directory { get; init; }

    public bool NoDaemon { get; init; }

    public bool Silent { get; init; }

    public long MinFds { get; init; } = 1024;

    public long MinProcs { get; init; } = 200;

    public string? User { get; init; }

    public string Identifier { get; init; } = "supervisor";

    /// <summary>Where AUTO logs live, absolute.</summary>
    public required string ChildLogDirectory { get; init; }

    public bool NoCleanup { get; init; }

    public bool StripAnsi { get; init; }

    /// <summary>When it ends without being told to.</summary>
    public ExitWhen ExitWhen { get; init; }

    public ValueMap Environment { get; init; } = ValueMap.Empty;
}
