using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>
/// The settings of one process while they are read. The next process of the program starts from a copy, so that what is
/// the same for all of them is read once and shared.
/// </summary>
internal sealed class ProgramSettings
{
    public string? ProcessName { get; set; }

    public CommandLine? Command { get; set; }

    public EnvironmentLayer? Environment { get; set; }

    public int Priority { get; set; } = 999;

    public bool AutoStart { get; set; } = true;

    /// <summary>Null: not said.</summary>
    public RestartPolicy? AutoRestart { get; set; }

    public bool Essential { get; set; }

    public TimeSpan StartDuration { get; set; } = TimeSpan.FromSeconds(1);

    public int StartRetries { get; set; } = 3;

    public ValueList<int> ExitCodes { get; set; } = [0];

    public Signal StopSignal { get; set; } = Signal.Term;

    public TimeSpan StopWait { get; set; } = TimeSpan.FromSeconds(10);

    public bool StopAsGroup { get; set; }

    /// <summary>Null: as <see cref="StopAsGroup"/>.</summary>
    public bool? KillAsGroup { get; set; }

    public string? User { get; set; }

    public string? Directory { get; set; }

    public int? Umask { get; set; }

    public string? ServerUrl { get; set; }

    public bool RedirectStderr { get; set; }

    public SocketAddress? SocketAddress { get; set; }

    public (string? Owner, string? Group)? SocketOwner { get; set; }

    public int? SocketMode { get; set; }

    public int? SocketBacklog { get; set; }

    public SocketHandover SocketHandover { get; set; }

    public SyslogTarget? Syslog { get; set; }

    /// <summary>Null for none, <see cref="PrefixReader.OwnName"/> for the name of the process.</summary>
    public string? OutputPrefix { get; set; }

    public LogSpec Stdout { get; set; } = LogSpec.Default;

    public LogSpec Stderr { get; set; } = LogSpec.Default;

    /// <summary>Where the keys stand that are checked against others at the end.</summary>
    public Dictionary<string, SourcePlace> Places { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>A copy that shares every value.</summary>
    public ProgramSettings Clone() => (ProgramSettings)MemberwiseClone();

    /// <summary>The spec, once the settings have passed all checks.</summary>
    public ProcessSpec ToSpec(string program, string group, ValueMap environment) => new()
    {
        Name = new ProcessName(group, ProcessName!),
        Program = program,
        Command = Command!,
        Priority = Priority,
        AutoStart = AutoStart,
        AutoRestart = AutoRestart ?? (Essential ? RestartPolicy.Never : RestartPolicy.Unexpected),
        Essential = Essential,
        StartDuration = StartDuration,
        StartRetries = StartRetries,
        ExitCodes = ExitCodes,
        StopSignal = StopSignal,
        StopWait = StopWait,
        StopAsGroup = StopAsGroup,
        KillAsGroup = KillAsGroup ?? StopAsGroup,
        User = User,
        Directory = Directory,
        Umask = Umask,
        Environment = environment,
        ServerUrl = ServerUrl,
        RedirectStderr = RedirectStderr,
        Socket = Socket,
        Syslog = Syslog,
        OutputPrefix = OutputPrefix == PrefixReader.OwnName ? $"{new ProcessName(group, ProcessName!).Namespec} | " : OutputPrefix,
        Stdout = Stdout,
        Stderr = RedirectStderr ? RedirectedStderr : Stderr,
    };

    /// <summary>The group of <see cref="User"/>, by number, once that is known.</summary>
    public string? UserGroup { get; set; }

    // As in supervisord the socket file belongs to the user that the program runs as.
    private SocketSpec? Socket => SocketAddress is null ? null : new SocketSpec
    {
        Address = SocketAddress,
        Handover = SocketHandover,
        Mode = SocketMode ?? 0b111_000_000,
        Owner = SocketAddress is not SocketAddress.Unix ? null : SocketOwner is { } owner ? owner.Owner : User,
        Group = SocketAddress is not SocketAddress.Unix ? null : SocketOwner is { } of ? of.Group : UserGroup,
        Backlog = SocketBacklog ?? SocketSpec.DefaultBacklog,
    };

    /// <summary>The stderr of a process whose stderr is its stdout: nothing that is configured for it counts.</summary>
    private static readonly LogSpec RedirectedStderr = LogSpec.Default with { Destination = LogDestination.None.Instance };
}
