using System.Collections.Immutable;
using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Drives the stops that go on in phases: the next phase begins in the step in which the last process is gone.</summary>
internal static class StopProgress
{
    /// <summary>Puts a stop on its way; its first phase begins at the end of this step.</summary>
    public static void Begin(RosterStep step, StopPurpose purpose, IEnumerable<ValueList<ProcessName>> phases) =>
        step.StopSequences = step.StopSequences.Add(
            new StopSequence(purpose) { Later = ImmutableQueue.CreateRange(phases) });

    /// <summary>Goes on until everything that is left waits for a child.</summary>
    public static void Run(RosterStep step)
    {
        while (!step.StopSequences.IsEmpty)
        {
            var gone = step.TakeGone();
            foreach (var sequence in step.StopSequences)
            {
                var left = gone.Count == 1 ? sequence.Pending.Remove(gone[0]) : sequence.Pending.Except(gone);
                if (!ReferenceEquals(left, sequence.Pending))
                {
                    step.StopSequences = step.StopSequences.Replace(sequence, sequence with { Pending = left });
                }

                if (sequence.Purpose is StopPurpose.ForUpdate && sequence.Later.IsEmpty)
                {
                    Updates.StartReplaced(step, gone);
                }
            }

            if (step.StopSequences.Find(sequence => sequence.Pending.IsEmpty) is not { } ready)
            {
                return;
            }

            Advance(step, ready);
        }
    }

    private static void Advance(RosterStep step, StopSequence sequence)
    {
        if (sequence.Later.IsEmpty)
        {
            step.StopSequences = step.StopSequences.Remove(sequence);
            Complete(step, sequence.Purpose);
            return;
        }

        var rest = sequence.Later.Dequeue(out var phase);
        foreach (var process in phase)
        {
            StopInTurn(step, sequence.Purpose, process);
        }

        var pending = phase.Where(IsStopping).ToImmutableSortedSet();
        step.StopSequences = step.StopSequences.Replace(sequence, sequence with { Pending = pending, Later = rest });

        bool IsStopping(ProcessName process) => step.TryFind(process, out var entry) && entry.State is ProcessState.Stopping;
    }

    private static void StopInTurn(RosterStep step, StopPurpose purpose, ProcessName process)
    {
        switch (purpose)
        {
            case StopPurpose.Command command:
                StopCommands.StopInTurn(step, command, process);
                break;
            case StopPurpose.ForUpdate:
                Updates.StopInTurn(step, process);
                break;
            case StopPurpose.Drain:
                step.Apply(process, ProcessEvent.StopRequested.Instance);
                break;
        }
    }

    private static void Complete(RosterStep step, StopPurpose purpose)
    {
        switch (purpose)
        {
            case StopPurpose.ForUpdate:
                Updates.Complete(step);
                break;
            case StopPurpose.Drain:
                Draining.Complete(step);
                break;
        }
    }
}
