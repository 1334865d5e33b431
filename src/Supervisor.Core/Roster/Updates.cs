using System.Collections.Immutable;
using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>
/// Reread and update. An update changes in place what can be, stops what goes or is replaced in stop order, and when
/// that is done starts the rest in start order. Whatever it does not concern goes on meanwhile.
/// </summary>
internal static class Updates
{
    private static readonly GroupChange Refusal = new("", ChangeKind.Changed, Stopped: false, Outcome.ShuttingDown);

    public static void Reread(RosterStep step, Input.Reread input)
    {
        if (step.Draining)
        {
            step.Emit(new Effect.Changes(input.Request, [Refusal]));
            return;
        }

        step.Available = input.Spec;
        var plan = RosterPlan.Diff(step.Groups.Values, input.Spec, only: []);
        var changes = plan.Groups.Select(group => new GroupChange(group.Name, group.Kind, Stopped: false, Outcome.Ok));
        step.Emit(new Effect.Changes(input.Request, [.. changes]));
    }

    public static void Update(RosterStep step, Input.Update input)
    {
        if (step.Draining)
        {
            step.Emit(new Effect.Changes(input.Request, [Refusal]));
            return;
        }

        step.Available = input.Spec;
        var request = new UpdateRequest(input.Request, input.Spec, input.Groups);
        if (step.Update is null)
        {
            Begin(step, request);
        }
        else
        {
            step.WaitingUpdates = step.WaitingUpdates.Enqueue(request);
        }
    }

    /// <summary>Whether the update under way has yet to finish with a group.</summary>
    public static bool IsConcerned(RosterStep step, string group) =>
        step.Update is { } update && update.Plan.Groups.Any(plan => plan.Name == group);

    /// <summary>The turn of one process has come. One that took its new spec by a start of its own is left alone.</summary>
    public static void StopInTurn(RosterStep step, ProcessName process)
    {
        if (!step.TryFind(process, out var entry) || (entry.NextSpec is null && !entry.Leaving))
        {
            return;
        }

        if (!entry.State.Code.IsInStoppedSet())
        {
            step.Update = step.Update! with { Stopped = step.Update!.Stopped.Add(process.Group) };
        }

        // One that is being restarted anyway takes its new spec on the way, and whoever waits for it gets an answer.
        if (entry.Leaving || entry.State is not ProcessState.Stopping)
        {
            step.Apply(process, ProcessEvent.StopRequested.Instance);
        }
    }

    /// <summary>In the last phase nobody has to be waited for: who is gone starts again at once.</summary>
    public static void StartReplaced(RosterStep step, IEnumerable<ProcessName> gone)
    {
        foreach (var process in gone)
        {
            if (step.TryFind(process, out var entry) && entry.StartNext)
            {
                step.Apply(process, ProcessEvent.StartRequested.Instance);
            }
        }
    }

    /// <summary>All that had to be stopped is gone: the plan takes effect.</summary>
    public static void Complete(RosterStep step)
    {
        var update = step.Update!;
        var changes = new List<GroupChange>(
            update.Unknown.Select(group => new GroupChange(group, ChangeKind.Changed, Stopped: false, Outcome.NoSuchGroup)));
        foreach (var plan in update.Plan.Groups)
        {
            var done = UpdatedGroup.Apply(step, plan);
            var outcome = done ? Outcome.Ok : Outcome.Failed;
            changes.Add(new GroupChange(plan.Name, plan.Kind, update.Stopped.Contains(plan.Name), outcome));
        }

        step.Update = null;
        UpdatedGroup.StartAll(step, update.Plan);
        step.Emit(new Effect.Changes(update.Asked.Request, [.. changes]));
        if (!step.WaitingUpdates.IsEmpty)
        {
            step.WaitingUpdates = step.WaitingUpdates.Dequeue(out var next);
            Begin(step, next);
        }
    }

    /// <summary>Shutdown or reload: the update under way and those that wait are answered and forgotten.</summary>
    public static void Abandon(RosterStep step)
    {
        if (step.Update is { } update)
        {
            var changes = update.Plan.Groups
                .Select(plan => new GroupChange(
                    plan.Name, plan.Kind, update.Stopped.Contains(plan.Name), Outcome.ShuttingDown))
                .ToValueList();
            step.Emit(new Effect.Changes(update.Asked.Request, changes));
            foreach (var process in update.Plan.Groups.SelectMany(plan => plan.Processes))
            {
                if (step.TryFind(process.Spec.Name, out var entry))
                {
                    step.Put(entry with { NextSpec = null, StartNext = false, Leaving = false });
                }
            }
        }

        foreach (var waiting in step.WaitingUpdates)
        {
            step.Emit(new Effect.Changes(waiting.Request, [Refusal]));
        }

        step.Update = null;
        step.WaitingUpdates = ImmutableQueue<UpdateRequest>.Empty;
    }

    private static void Begin(RosterStep step, UpdateRequest request)
    {
        var plan = RosterPlan.Diff(step.Groups.Values, request.Spec, request.Groups);
        var unknown = request.Groups
            .Where(name => !step.Groups.ContainsKey(name) && request.Spec.Groups.All(group => group.Name != name))
            .Distinct(StringComparer.Ordinal);
        step.Update = new UpdateRun(request, plan) { Unknown = [.. unknown] };

        foreach (var group in plan.Groups.Where(group => group.Old is not null))
        {
            UpdatedGroup.Mark(step, group);
        }

        var old = plan.Groups.Where(group => group.Old is not null).Select(group => group.Old!);
        StopProgress.Begin(step, new StopPurpose.ForUpdate(), old.InStopPhases(IsToBeStopped));

        bool IsToBeStopped(ProcessName process) =>
            step.TryFind(process, out var entry) && (entry.Leaving || entry.NextSpec is not null);
    }
}
