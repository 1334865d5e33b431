using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>What of the roster is neither a process nor a group.</summary>
internal sealed record RosterRecord(RosterPhase Phase, int LastGenerationGone)
{
    public ExitWhen ExitWhen { get; init; }

    public Ending? Ending { get; init; }
}
