using Supervisor.Posix.Processes;

namespace Supervisor.Engine.Children;

/// <summary>The process groups of this machine.</summary>
internal interface IProcessGroups
{
    /// <summary>Whether a group has members, a leader that was not reaped included. One system call.</summary>
    bool HasAny(int group);

    /// <summary>The members of groups, but for their leaders. Looks at every process of the machine.</summary>
    ILookup<int, (int Pid, string Name)> Members(IReadOnlySet<int> groups);
}

/// <summary>What the kernel says.</summary>
internal sealed class KernelGroups : IProcessGroups
{
    public bool HasAny(int group) => ProcessGroup.HasAny(group);

    public ILookup<int, (int Pid, string Name)> Members(IReadOnlySet<int> groups) => ProcessGroup.Members(groups);
}
