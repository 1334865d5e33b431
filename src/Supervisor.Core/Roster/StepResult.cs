using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>The state after a step, and what has to be done for it, in order.</summary>
/// <param name="Touched">The processes that came, changed or went.</param>
public readonly record struct StepResult(RosterState State, IReadOnlyList<Effect> Effects, IReadOnlyCollection<ProcessName> Touched)
{
    public void Deconstruct(out RosterState state, out IReadOnlyList<Effect> effects) => (state, effects) = (State, Effects);
}
