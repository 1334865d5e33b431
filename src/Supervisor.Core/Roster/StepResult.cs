namespace Supervisor.Core.Roster;

/// <summary>The state after a step, and what has to be done for it, in order.</summary>
public readonly record struct StepResult(RosterState State, IReadOnlyList<Effect> Effects);
