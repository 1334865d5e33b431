using Supervisor.Core.Roster;
using Supervisor.Engine.Requests;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>supervisord's faults; clients rely on the numbers and on the names.</summary>
internal enum FaultCode
{
    UnknownMethod = 1,
    IncorrectParameters = 2,
    BadArguments = 3,
    SignatureUnsupported = 4,
    ShutdownState = 6,
    BadName = 10,
    BadSignal = 11,
    NoFile = 20,
    NotExecutable = 21,
    Failed = 30,
    AbnormalTermination = 40,
    SpawnError = 50,
    AlreadyStarted = 60,
    NotRunning = 70,

    /// <summary>No fault: the status of what went well, in the results of a command for several.</summary>
    Success = 80,
    AlreadyAdded = 90,
    StillRunning = 91,
    CantReread = 92,
}

/// <summary>Why a method was not carried out.</summary>
/// <param name="Extra">What it is about; null when the name of the fault says it all.</param>
internal sealed record Fault(FaultCode Code, string? Extra = null)
{
    public static readonly Fault IncorrectParameters = new(FaultCode.IncorrectParameters);
    public static readonly Fault Busy = new(FaultCode.Failed, "too many other commands wait already; try again");

    /// <summary>supervisord's faultString: <c>BAD_NAME: web</c>.</summary>
    public string Text => Extra is null ? Name : $"{Name}: {Extra}";

    private string Name => Code switch
    {
        FaultCode.UnknownMethod => "UNKNOWN_METHOD",
        FaultCode.IncorrectParameters => "INCORRECT_PARAMETERS",
        FaultCode.BadArguments => "BAD_ARGUMENTS",
        FaultCode.SignatureUnsupported => "SIGNATURE_UNSUPPORTED",
        FaultCode.ShutdownState => "SHUTDOWN_STATE",
        FaultCode.BadName => "BAD_NAME",
        FaultCode.BadSignal => "BAD_SIGNAL",
        FaultCode.NoFile => "NO_FILE",
        FaultCode.NotExecutable => "NOT_EXECUTABLE",
        FaultCode.AbnormalTermination => "ABNORMAL_TERMINATION",
        FaultCode.SpawnError => "SPAWN_ERROR",
        FaultCode.AlreadyStarted => "ALREADY_STARTED",
        FaultCode.NotRunning => "NOT_RUNNING",
        FaultCode.Success => "SUCCESS",
        FaultCode.AlreadyAdded => "ALREADY_ADDED",
        FaultCode.StillRunning => "STILL_RUNNING",
        FaultCode.CantReread => "CANT_REREAD",
        _ => "FAILED",
    };

    /// <summary>What became of one target, or null when it went well.</summary>
    /// <param name="result">The engine's answer.</param>
    /// <param name="name">The target as the client named it.</param>
    public static Fault? Of(TargetResult result, string name) => result.Outcome switch
    {
        Outcome.Ok => null,
        Outcome.NoSuchProcess or Outcome.NoSuchGroup => new(FaultCode.BadName, name),
        Outcome.AlreadyStarted => new(FaultCode.AlreadyStarted, name),
        Outcome.AlreadyAdded => new(FaultCode.AlreadyAdded, name),
        Outcome.NotRunning => new(FaultCode.NotRunning, name),
        Outcome.StillRunning => new(FaultCode.StillRunning, name),
        Outcome.NoFile => new(FaultCode.NoFile, Detail(result, name)),
        Outcome.NotExecutable => new(FaultCode.NotExecutable, Detail(result, name)),
        Outcome.SpawnError => new(FaultCode.SpawnError, name),
        Outcome.AbnormalTermination => new(FaultCode.AbnormalTermination, name),
        Outcome.ShuttingDown => new(FaultCode.ShutdownState),
        _ => new(FaultCode.Failed, Detail(result, name)),
    };

    private static string Detail(TargetResult result, string name) => result.Detail.Length == 0 ? name : result.Detail;
}
