using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>How a roster comes into being: from a config, or from what another brain left.</summary>
internal static class Booting
{
    /// <summary>
    /// Opens everything, tells supervisord's events of a start, and starts what has autostart: all in one pass, in
    /// order, without waiting for anything.
    /// </summary>
    public static void Boot(RosterStep step, RosterSpec spec)
    {
        Open(step, spec);
        foreach (var group in spec.Groups.InStartOrder())
        {
            step.Tell(new Notice.GroupAdded(group.Name));
        }

        step.Tell(new Notice.SupervisorRunning());
        AutoStart(step, spec.Groups, _ => true);
    }

    /// <summary>Everything goes on where the other brain left it; nothing is announced a second time.</summary>
    public static void Resume(RosterStep step, Input.Resume resume)
    {
        var known = resume.Known.Select(adopted => adopted.Process).ToHashSet();
        step.LastGenerationGone = resume.Known.Select(adopted => adopted.History.Generation).Append(resume.LastGenerationGone).Max();
        Open(step, resume.Spec);
        foreach (var adopted in resume.Known)
        {
            if (step.TryFind(adopted.Process, out _))
            {
                Adopt(step, adopted);
            }
            else if (adopted.State.Pid is { } pid)
            {
                KeepInSight(step, adopted, pid);
            }
        }

        AutoStart(step, resume.Spec.Groups, process => !known.Contains(process.Name));
    }

    public static void Adopt(RosterStep step, Input.Adopted adopted)
    {
        if (!step.TryFind(adopted.Process, out var entry) || HasChild(entry.State))
        {
            return;
        }

        step.Put(entry with { State = adopted.State, History = adopted.History });
        if (adopted.State.Deadline is { } deadline)
        {
            step.Emit(new Effect.Arm(adopted.Process, deadline));
        }

        if (step.Draining)
        {
            Draining.Include(step, adopted.Process);
        }
    }

    /// <summary>Starts what has autostart, in order.</summary>
    public static void AutoStart(RosterStep step, IEnumerable<GroupSpec> groups, Func<ProcessSpec, bool> concerned)
    {
        foreach (var process in groups.InStartOrder().SelectMany(Order.InStartOrder))
        {
            if (process.AutoStart && concerned(process))
            {
                step.Apply(process.Name, ProcessEvent.StartRequested.Instance);
            }
        }
    }

    /// <summary>A child whose process is not configured any more: nobody may start a second copy beside it.</summary>
    private static void KeepInSight(RosterStep step, Input.Adopted adopted, int pid)
    {
        var spec = new ProcessSpec
        {
            Name = adopted.Process,
            Program = adopted.Process.Name,
            Command = new CommandLine("", []),
        };
        step.KeepInSight(new ProcessEntry(spec, new ProcessState.Unknown(pid) { StopWanted = true }, adopted.History));
    }

    private static void Open(RosterStep step, RosterSpec spec)
    {
        step.Available = spec;
        step.Groups = step.Groups.Clear().AddRange(spec.Groups.Select(group => KeyValuePair.Create(group.Name, group)));
        foreach (var process in spec.Groups.InStartOrder().SelectMany(Order.InStartOrder))
        {
            step.Open(process);
        }
    }

    private static bool HasChild(ProcessState state) =>
        state is ProcessState.Starting or ProcessState.Running or ProcessState.Stopping or ProcessState.Unknown;
}
