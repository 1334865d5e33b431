namespace Supervisor.Engine.Output.Syslog;

/// <summary>One line for syslog.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Severity">0 to 7, as in RFC 5424.</param>
/// <param name="Source">Who says it: the name of a process, or the daemon.</param>
/// <param name="Pid">That process; 0 where there is none.</param>
/// <param name="Id">The kind of message, such as <c>stdout</c>.</param>
/// <param name="Text">The line without its newline, at most <see cref="SyslogLines.Longest"/> bytes.</param>
public readonly record struct SyslogMessage(DateTimeOffset At, int Severity, string Source, int Pid, string Id, byte[] Text)
{
    /// <summary>The group of the process; empty for the daemon.</summary>
    public string Group { get; init; } = "";

    public const int Critical = 2;
    public const int Error = 3;
    public const int Warning = 4;
    public const int Info = 6;
    public const int Debug = 7;
}
