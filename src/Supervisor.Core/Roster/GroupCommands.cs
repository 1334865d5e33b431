using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Add and remove, of one group.</summary>
internal static class GroupCommands
{
    /// <summary>A group of the config that was read last comes into the running set.</summary>
    public static void Add(RosterStep step, Input.AddGroup input)
    {
        var group = step.Available.Groups.FirstOrDefault(group => group.Name == input.Group);
        var outcome = (step.Draining, group) switch
        {
            (true, _) => Outcome.ShuttingDown,
            (_, null) => Outcome.NoSuchGroup,
            _ when step.Groups.ContainsKey(input.Group) || Updates.IsConcerned(step, input.Group) => Outcome.AlreadyAdded,
            _ => Outcome.Ok,
        };
        step.Accept(input.Request, 1);
        if (outcome == Outcome.Ok)
        {
            Open(step, group!);
            Booting.AutoStart(step, [group!], _ => true);
        }

        step.Answer(input.Request, new ProcessName(input.Group, ""), outcome);
    }

    /// <summary>A group without a child leaves the running set.</summary>
    public static void Remove(RosterStep step, Input.RemoveGroup input)
    {
        var members = Targets.InStartOrder(step, new Selection.OneGroup(input.Group)).ToList();
        var outcome = step.Draining ? Outcome.ShuttingDown
            : !step.Groups.ContainsKey(input.Group) ? Outcome.NoSuchGroup
            : Updates.IsConcerned(step, input.Group) || !members.All(HasNoChild) ? Outcome.StillRunning
            : Outcome.Ok;
        step.Accept(input.Request, 1);
        if (outcome == Outcome.Ok)
        {
            members.ForEach(step.Close);
            step.Groups = step.Groups.Remove(input.Group);
            step.Tell(new Notice.GroupRemoved(input.Group));
        }

        step.Answer(input.Request, new ProcessName(input.Group, ""), outcome);
    }

    /// <summary>A group comes into the roster; nothing of it is started yet.</summary>
    public static void Open(RosterStep step, GroupSpec group)
    {
        step.Groups = step.Groups.SetItem(group.Name, group);
        foreach (var process in group.InStartOrder())
        {
            step.Open(process);
        }

        step.Tell(new Notice.GroupAdded(group.Name));
    }

    /// <summary>
    /// UNKNOWN counts as running here, unlike in supervisord: its child may be alive, and a group that was removed and
    /// added again would start a second copy.
    /// </summary>
    public static bool HasNoChild(ProcessEntry entry) =>
        entry.State.Code.IsInStoppedSet() && entry.State is not ProcessState.Unknown;
}
