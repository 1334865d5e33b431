using System.Collections.Immutable;
using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>
/// A stop as it was when its phase began. Who of the phase is gone since then can be seen from the processes, so that
/// a record is written for each phase and not for each exit.
/// </summary>
internal sealed record StopRecord(StopPurpose Purpose, ValueList<ChildLife> Pending, ImmutableQueue<ValueList<ProcessName>> Later)
{
    public static StopRecord Of(StopSequence stop, RosterState state) =>
        new(stop.Purpose, [.. stop.Pending.Select(name => new ChildLife(name, state.Processes[name].History.Generation))], stop.Later);

    public StopSequence In(RosterState state) => new(Purpose)
    {
        Pending = [.. Pending.Where(life => IsStopping(state, life)).Select(life => life.Process)],
        Later = Later,
    };

    // Of a later generation: it was gone, and is being stopped once more for another reason.
    private static bool IsStopping(RosterState state, ChildLife life) =>
        state.Processes.TryGetValue(life.Process, out var entry)
        && entry.State is ProcessState.Stopping
        && entry.History.Generation == life.Generation;
}
