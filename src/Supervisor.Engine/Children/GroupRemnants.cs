using Supervisor.Engine.Output;
using Supervisor.Keeper;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Engine.Children;

/// <summary>
/// What an ended process leaves behind in its process group. It is said, and killed only where <c>killasgroup</c> says so. Where there is
/// anything it is looked at on pool threads, so that no restart waits for it.
/// </summary>
internal sealed class GroupRemnants(IChildHost host, Action<OutputNotice> told)
{
    /// <summary>The core has taken an exit in: from here on the host may give the pid back to the kernel.</summary>
    /// <param name="life">The life that has ended.</param>
    /// <param name="group">The number of its process group: its pid; 0 when it never had one.</param>
    /// <param name="child">Null when its process has left the roster.</param>
    public void AfterExit(ChildRef life, int group, Child? child)
    {
        if (child is null || group <= 1)
        {
            host.Acknowledge(life);
            return;
        }

        if (!child.KillAsGroup && !ProcessGroup.HasAny(group))
        {
            host.Acknowledge(life);
            child.SetLeftBehind(group, []);
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => Look(life, child, group), null);
    }

    private void Look(ChildRef life, Child child, int group)
    {
        // The group's number is ours until the end is acknowledged, and as long as it has members.
        if (child.KillAsGroup) _ = host.Signal(life, SignalNumbers.Kill, SignalScope.Group);
        host.Acknowledge(life);
        var members = ProcessGroup.Members(group);
        child.SetLeftBehind(group, [.. members.Select(member => member.Pid)]);
        if (members.Count > 0) told(new OutputNotice.LeftBehind(child.ErrorChannel, child.Name.Namespec, group, members));
    }
}
