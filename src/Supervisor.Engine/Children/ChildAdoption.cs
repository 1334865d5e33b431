using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Reactor;
using Supervisor.Keeper;
using Supervisor.Keeper.Brain;

namespace Supervisor.Engine.Children;

/// <summary>Takes over the children of an earlier brain: connects them to their logs, and tells the core what happened meanwhile.</summary>
internal sealed class ChildAdoption(Inbox inbox, ChildTable children, HostEvents hostEvents, GroupRemnants remnants, EarlierPipes pipes, Action takeUpStaged)
{
    /// <summary>The children of a brain whose state is known.</summary>
    public void Continue(RosterState state, IReadOnlyList<AdoptedChild> living)
    {
        inbox.Post(new Input.Restored([.. living.Where(child => child.Failure is null).Select(LifeOf)]));
        takeUpStaged();
        pipes.TakeUp(children);

        // The pipe of a process's newest life is attached last.
        foreach (var child in living.OrderBy(child => child.Child.Generation))
        {
            var entry = state.Processes.GetValueOrDefault(ChildTable.ProcessName(child.Child.Name));
            if (entry is null || entry.History.Generation != child.Child.Generation) LeaveAlone(child);
            else Continue(entry.State, child);
        }
    }

    /// <summary>
    /// The children of a brain that has left no state: they run on as they are, and what has ended meanwhile is started by the config.
    /// </summary>
    public void Resume(SupervisorSpec spec, IReadOnlyList<AdoptedChild> living)
    {
        var running = living.Where(child => child is { Pid: > 0, Exit: null }).ToList();
        var last = living.Select(child => child.Child.Generation).Append(0).Max();
        inbox.Post(new Input.Resume(spec.Roster, [.. running.Select(Adopt)])
        {
            LastGenerationGone = last,
            ExitWhen = spec.Daemon.ExitWhen,
        });
        foreach (var child in living.Except(running))
        {
            LeaveAlone(child);
        }
    }

    /// <summary>Connects the children of <see cref="Resume"/> to the logs that exist by then.</summary>
    public void Attach(IReadOnlyList<AdoptedChild> living)
    {
        takeUpStaged();
        pipes.TakeUp(children);
        foreach (var child in living.Where(child => child is { Pid: > 0, Exit: null }))
        {
            if (children.Find(child.Child.Name) is { } known) Connect(known, child, isRunning: true);
            else LeaveAlone(child);
        }
    }

    private void Continue(ProcessState state, AdoptedChild child)
    {
        if (children.Find(child.Child.Name) is not { } known || (child.Exit is not null && !AwaitsExit(state)))
        {
            // Its end was taken in already; what was to be done with its process group, and the acknowledgement, may have been lost.
            LeaveAlone(child);
            return;
        }

        if (child.IsStarting) return;
        if (child.Failure is { } failure)
        {
            hostEvents.Handle(new HostEvent.SpawnFailed(child.Child, failure));
            return;
        }

        Connect(known, child, state is ProcessState.Running);
        if (state.Pid is null) inbox.Post(new Input.Spawned(known.Name, child.Child.Generation, child.Pid));
        if (child.Exit is { } exit) hostEvents.Handle(new HostEvent.Exited(child.Child, child.Pid, exit));
    }

    private void Connect(Child known, AdoptedChild child, bool isRunning) =>
        hostEvents.Connect(known, child.Child.Generation, child.Pid, (child.Stdin, child.Stdout, child.Stderr), isRunning);

    private void LeaveAlone(AdoptedChild child)
    {
        if (child.Exit is null || children.Find(child.Child.Name) is not { } known)
        {
            child.CloseStreams();
            if (child.Exit is not null) remnants.AfterExit(child.Child, child.Pid, null);
            return;
        }

        child.Stdin?.Dispose();
        pipes.TakeUp(known, child.Child, 1, child.Stdout);
        pipes.TakeUp(known, child.Child, 2, child.Stderr);
        remnants.AfterExit(child.Child, child.Pid, known);
    }

    private static bool AwaitsExit(ProcessState state) =>
        state is ProcessState.Starting or ProcessState.Running or ProcessState.Stopping or ProcessState.Unknown;

    private static ChildLife LifeOf(AdoptedChild child) => new(ChildTable.ProcessName(child.Child.Name), child.Child.Generation);

    private static Input.Adopted Adopt(AdoptedChild child)
    {
        var age = MonotonicClock.Now.Wall - child.StartedAt;
        var since = MonotonicClock.Monotonic - (age > TimeSpan.Zero ? age : TimeSpan.Zero);
        return new Input.Adopted(
            ChildTable.ProcessName(child.Child.Name),
            new ProcessState.Running(child.Pid, since),
            ProcessHistory.New with { Generation = child.Child.Generation, LastStart = child.StartedAt });
    }
}
