using System.Text;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Reactor;
using Supervisor.Keeper;
using Supervisor.Posix.Signals;

namespace Supervisor.Engine.Children;

/// <summary>
/// Takes what the host tells, on the host's threads: connects a new child to its logs, holds an exit back until its last
/// words are written, and passes the rest on to the reactor in the core's terms.
/// </summary>
internal sealed class HostEvents(Inbox inbox, ChildTable children, Action<int, ExitOutcome> orphanReaped)
{
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

        child.SetStdin(spawned.Stdin);
        if (spawned.Stdout is { } stdout) child.Stdout.Attach(stdout);
        if (spawned.Stderr is { } stderr) child.ErrorChannel.Attach(stderr);
        inbox.Post(new Input.Spawned(child.Name, spawned.Child.Generation, spawned.Pid));
    }

    private void OnSpawnFailed(HostEvent.SpawnFailed failed)
    {
        if (children.Find(failed.Child.Name) is not { } child) return;
        var note = SpawnFailureText.ForProgramLog(failed.Failure);
        if (note.Length > 0) child.ErrorChannel.WriteNote(Encoding.UTF8.GetBytes(note));
        var failure = SpawnFailureText.ToStartFailure(failed.Failure, child.Name.Name);
        inbox.Post(new Input.SpawnFailed(child.Name, failed.Child.Generation, failure));
    }

    private void OnExited(HostEvent.Exited exited)
    {
        var input = new Input.ChildExited(ChildTable.ProcessName(exited.Child.Name), exited.Child.Generation, Outcome(exited.Status));
        if (children.Find(exited.Child.Name) is not { } child)
        {
            // It could not be killed when its process left; now it has ended.
            inbox.Post(input);
            return;
        }

        child.SetStdin(null);
        ExitBarrier.After(child.Channels, () => inbox.Post(input));
    }

    private static ExitOutcome Outcome(ExitStatus status) => status.Signal == 0
        ? new ExitOutcome.Code(status.Code)
        : new ExitOutcome.Signalled(new Signal(SignalNumbers.Name(status.Signal)), status.CoreDumped);
}
