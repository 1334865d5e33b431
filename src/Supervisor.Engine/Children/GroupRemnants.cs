using Supervisor.Engine.Output;
using Supervisor.Keeper;
using Supervisor.Posix.Signals;

namespace Supervisor.Engine.Children;

/// <summary>
/// What an ended process leaves behind in its process group. It is said, and killed only where <c>killasgroup</c> says so. Where there is
/// anything it is looked at on a pool thread, so that no restart waits for it.
/// </summary>
/// <remarks>
/// To look means to go through all processes of the machine. That must not happen for each of thousands that end: it happens only where somebody
/// is there for certain, and once for all who ended meanwhile.
/// </remarks>
internal sealed class GroupRemnants(IChildHost host, EarlierPipes pipes, Action<OutputNotice> told, IProcessGroups groups)
{
    // Whom nobody is: asks the host whether it would.
    private const int NoSignal = 0;

    private readonly Lock _gate = new();
    private List<(Child Child, int Group)> _waiting = [];
    private bool _looking;

    /// <summary>The core has taken an exit in: from here on the host may give the pid back to the kernel.</summary>
    /// <param name="life">The life that has ended.</param>
    /// <param name="group">The number of its process group: its pid; 0 when it never had one.</param>
    /// <param name="child">Null when its process has left the roster.</param>
    public void AfterExit(ChildRef life, int group, Child? child)
    {
        if (child is not null) pipes.Keep(life, child);
        if (child is null || group <= 1)
        {
            host.Acknowledge(life);
            return;
        }

        if (!child.KillAsGroup && !groups.HasAny(group))
        {
            host.Acknowledge(life);
            child.SetLeftBehind(group, []);
            return;
        }

        // The group's number is ours until the end is acknowledged, and as long as it has members.
        if (child.KillAsGroup) host.Signal(life, SignalNumbers.Kill, SignalScope.Group, static _ => { });
        host.Acknowledge(life);

        // Before Linux 6.9 the leader itself is a member until it is reaped, which the acknowledgement does. Requests are done in the order made: with
        // the answer to the next one it is gone.
        host.Signal(life, NoSignal, SignalScope.Process, _ => LookIfAny(child, group));
        host.Flush();
    }

    private void LookIfAny(Child child, int group)
    {
        if (!groups.HasAny(group))
        {
            child.SetLeftBehind(group, []);
            return;
        }

        lock (_gate)
        {
            _waiting.Add((child, group));
            if (_looking) return;
            _looking = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => Look(), null);
    }

    private void Look()
    {
        while (TakeWaiting() is { Count: > 0 } ended)
        {
            var found = groups.Members(ended.Select(each => each.Group).ToHashSet());
            foreach (var (child, group) in ended)
            {
                (int Pid, string Name)[] members = [.. found[group]];
                child.SetLeftBehind(group, [.. members.Select(member => member.Pid)]);
                if (members.Length > 0) told(new OutputNotice.LeftBehind(child.ErrorChannel, child.Name.Namespec, group, members));
            }
        }
    }

    private List<(Child Child, int Group)> TakeWaiting()
    {
        lock (_gate)
        {
            var taken = _waiting;
            _waiting = [];
            _looking = taken.Count > 0;
            return taken;
        }
    }
}
