using System.Text;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Listeners;
using Supervisor.Engine.Reactor;
using Supervisor.Keeper;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Signals;

namespace Supervisor.Engine.Children;

/// <summary>
/// Takes what the host tells, on the host's threads: connects a new child to its logs, holds an exit back until its last
/// words are written, and passes the rest on to the reactor in the core's terms.
/// </summary>
internal sealed class HostEvents(Inbox inbox, ChildTable children, ListenerPools pools, DescriptorBudget descriptors, Action<int, ExitOutcome> orphanReaped)
{
    private readonly OutOfMemoryKills _memory = OutOfMemoryKills.OfThisProcess();

    public void Handle(HostEvent hostEvent)
    {
        switch (hostEvent)
        {
            case HostEvent.Spawned spawned:
                OnSpawned(spawned);
                break;
            case HostEvent.SpawnFailed failed:
                OnSpawnFailed(failed);
                break;
            case HostEvent.Exited exited:
                OnExited(exited);
                break;
            case HostEvent.OrphanReaped orphan:
                orphanReaped(orphan.Pid, Outcome(orphan.Status));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(hostEvent), hostEvent, "unknown host event");
        }
    }

    private void OnSpawned(HostEvent.Spawned spawned)
    {
        if (children.Find(spawned.Child.Name) is not { } child)
        {
            spawned.Stdin?.Dispose();
            spawned.Stdout?.Dispose();
            spawned.Stderr?.Dispose();
            return;
        }

        Connect(child, spawned.Child.Generation, spawned.Pid, (spawned.Stdin, spawned.Stdout, spawned.Stderr), isRunning: false);
        inbox.Post(new Input.Spawned(child.Name, spawned.Child.Generation, spawned.Pid));
    }

    /// <summary>Connects a child to its logs, or to its pool when it is an event listener.</summary>
    /// <param name="isRunning">It is RUNNING already, since an earlier brain.</param>
    public void Connect(
        Child child, int generation, int pid, (OwnedDescriptor? Stdin, OwnedDescriptor? Stdout, OwnedDescriptor? Stderr) pipes, bool isRunning)
    {
        descriptors.Include(child);
        child.Pid = pid;
        child.SetStdin(pipes.Stdin);
        if (pipes.Stdout is { } stdout)
        {
            if (child.IsEventListener) pools.Connect(child, generation, stdout, isRunning);
            else child.Stdout.Attach(stdout);
        }

        if (pipes.Stderr is { } stderr) child.ErrorChannel.Attach(stderr);
    }

    private void OnSpawnFailed(HostEvent.SpawnFailed failed)
    {
        if (children.Find(failed.Child.Name) is not { } child) return;
        descriptors.Ended(child);
        var note = SpawnFailureText.ForProgramLog(failed.Failure);
        if (note.Length > 0) child.ErrorChannel.WriteNote(Encoding.UTF8.GetBytes(note));
        var failure = SpawnFailureText.ToStartFailure(failed.Failure, child.Name.Name);
        inbox.Post(new Input.SpawnFailed(child.Name, failed.Child.Generation, failure));
    }

    private void OnExited(HostEvent.Exited exited)
    {
        var name = ChildTable.ProcessName(exited.Child.Name);
        var input = new Input.ChildExited(name, exited.Child.Generation, Outcome(exited.Status));
        if (children.Find(exited.Child.Name) is not { } child)
        {
            // It could not be killed when its process left; now it has ended.
            pools.End(name, exited.Child.Generation, () => inbox.Post(input));
            return;
        }

        child.SetStdin(null);
        child.SetEnding(exited.Child.Generation);
        descriptors.Ended(child);
        if (child.IsEventListener)
            pools.End(name, exited.Child.Generation, () => ExitBarrier.After(child.Channels, () => inbox.Post(input)));
        else
            ExitBarrier.After(child.Channels, () => inbox.Post(input));
    }

    private ExitOutcome Outcome(ExitStatus status) => status.Signal == 0
        ? new ExitOutcome.Code(status.Code)
        : new ExitOutcome.Signalled(new Signal(SignalNumbers.Name(status.Signal)), status.CoreDumped)
        {
            OutOfMemory = status.Signal == SignalNumbers.Kill && _memory.Take(),
        };
}
