using Supervisor.Core.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Engine.Reactor;

/// <summary>The exit status of a supervisor that ends with one of its programs, by the rules of shells and container engines.</summary>
public static class EndStatus
{
    private const int Unknown = 1;
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int SignalBase = 128;

    /// <summary>0 for an orderly end; the program's status; 128+n for signal n; 127 for one that was not found, 126 for one that cannot be executed.</summary>
    public static int Of(LifeEnd? end) => end switch
    {
        null => 0,
        LifeEnd.Ended { Outcome: ExitOutcome.Code code } => code.Value,
        LifeEnd.Ended { Outcome: ExitOutcome.Signalled signalled } => SignalBase + (SignalNumbers.Parse(signalled.Signal.Name) ?? 0),
        LifeEnd.Ended => Unknown,
        LifeEnd.NotStarted { Kind: StartFailureKind.NoFile } => NotFound,
        _ => NotExecutable,
    };
}
