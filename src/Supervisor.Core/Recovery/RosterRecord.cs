using Supervisor.Core.Roster;

namespace Supervisor.Core.Recovery;

/// <summary>What of the roster is neither a process nor a group.</summary>
internal sealed record RosterRecord(RosterPhase Phase, int LastGenerationGone);
