using System.Globalization;
using Supervisor.Core.Notices;
using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Listeners;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Recovery;
using Supervisor.Engine.Requests;
using Supervisor.Engine.Sockets;
using Supervisor.Keeper;
using Supervisor.Posix;
using Supervisor.Posix.Signals;

namespace Supervisor.Engine.Reactor;

/// <summary>
/// Performs effects, and turns each outcome into an input. What may block is handed to the spawn workers and the output
/// pump; the rest is a system call that returns at once.
/// </summary>
internal sealed class EffectRunner(
    Inbox inbox,
    DeadlineQueue deadlines,
    ChildTable children,
    ChannelFactory channels,
    AutoLogNames automaticLogs,
    RequestBoard requests,
    NoticeBus notices,
    SpawnWorkers workers,
    ChildStarter starter,
    IChildHost host,
    GroupRemnants remnants,
    DescriptorBudget descriptors,
    IJournal journal,
    ListenerPools pools,
    ListeningSockets sockets,
    Predecessor? predecessor,
    EngineEvents events) : IEffectRunner
{
    private object? _groups;
    private bool _anew;
    private int _ended;

    public bool IsFinished { get; private set; }

    public void Prepare(Effect effect)
    {
        switch (effect)
        {
            case Effect.Reloaded reloaded:
                channels.Configure(reloaded.Spec);
                _anew = true;
                new DaemonRecord(reloaded.Spec.Daemon, reloaded.Spec.Servers).Write(journal);
                break;
            case Effect.OpenProcess open:
                channels.Open(open.Spec, children);
                break;
            case Effect.CloseProcess close:
                Close(close.Process);
                break;
            default:
                break;
        }
    }

    public void Published(RosterState state)
    {
        if (sockets.Count(state)) workers.Enqueue(sockets.CloseLeftovers);

        // Before the notices of the same step: a pool hears of its own beginning, and not of its own end.
        if (ReferenceEquals(_groups, state.Groups) && !_anew) return;
        pools.Configure(channels.Identifier, state.GroupsInOrder(), _anew);
        (_groups, _anew) = (state.Groups, false);
    }

    public void Begin(Input input, IReadOnlyList<Effect> effects)
    {
        // The number of the life that is over, and not of the one that begins.
        _ended = input is Input.ChildExited exited && children.Find(exited.Process) is { } child ? child.Pid : 0;
        var signals = false;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                // In the queue before the first start: the automatic logs of the new life do not exist yet.
                case Effect.Reloaded reloaded:
                    workers.Enqueue(() => events.ReadyToStartAnew(reloaded.Spec));
                    break;
                case Effect.Spawn spawn:
                    Spawn(spawn);
                    break;
                case Effect.Kill kill:
                    Kill(kill);
                    signals = true;
                    break;
                default:
                    break;
            }
        }

        if (signals) host.Flush();
    }

    public void Run(Effect effect)
    {
        switch (effect)
        {
            case Effect.OpenProcess:
                break;
            case Effect.CloseProcess close:
                sockets.Leave(close.Process);
                break;
            case Effect.Spawn spawn:
                sockets.Use(spawn.Spec);
                break;
            case Effect.Kill:
                break;
            case Effect.Arm arm:
                deadlines.Arm(arm.Process, arm.At);
                break;
            case Effect.Tell tell:
                if (tell.Notice is Notice.StateChanged change) sockets.Notice(change);
                notices.Publish(tell.Notice);
                break;
            case Effect.Accepted { Request: var request } when predecessor?.TryAnswer(request, effect) == true:
            case Effect.TargetDone { Request: var doneFor } when predecessor?.TryAnswer(doneFor, effect) == true:
            case Effect.Changes { Request: var changedFor } when predecessor?.TryAnswer(changedFor, effect) == true:
                break;
            case Effect.Accepted accepted:
                requests.Accepted(accepted.Request, accepted.Targets);
                break;
            case Effect.TargetDone done:
                requests.Done(done.Request, new TargetResult(done.Process, done.Outcome, done.Detail));
                break;
            case Effect.Changes changes:
                requests.Changed(changes.Request, changes.Groups);
                break;
            case Effect.ReconfigureProcess reconfigure:
                if (children.Find(reconfigure.Spec.Name) is { } child) channels.Reconfigure(child, reconfigure.Spec);
                break;
            case Effect.Reloaded reloaded:
                events.Reloaded(reloaded.Spec);
                break;
            case Effect.Finished finished:
                IsFinished = true;
                events.Finished(EndStatus.Of(finished.How));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "unknown effect");
        }
    }

    /// <summary>Sends signals that an earlier brain may not have sent any more.</summary>
    public void Repeat(IEnumerable<Effect.Kill> kills)
    {
        foreach (var kill in kills)
        {
            Kill(kill);
        }

        host.Flush();
    }

    public void Completed(Input input)
    {
        notices.StepOver();
        foreach (var socket in sockets.TakeUnused())
        {
            workers.Enqueue(socket.CloseUnused);
        }

        if (input is not Input.ChildExited exited) return;
        var child = children.Find(exited.Process);
        remnants.AfterExit(new ChildRef(ChildTable.HostName(exited.Process), exited.Generation), child is null ? 0 : _ended, child);
    }

    // A start that is on its way takes what else there is to say along.
    public void Idle()
    {
        if (!workers.AreBusy) host.Flush();
    }

    private void Spawn(Effect.Spawn spawn)
    {
        var child = children.Find(spawn.Spec.Name)
            ?? throw new InvalidOperationException($"{spawn.Spec.Name} was never opened");
        var environment = channels.Environment;
        workers.Enqueue(() => starter.Start(spawn.Spec, spawn.Generation, child, environment));
    }

    private void Kill(Effect.Kill kill)
    {
        var number = SignalNumbers.Parse(kill.Signal.Name)
            ?? throw new InvalidOperationException($"{kill.Signal} has no number on this host");
        var scope = kill.Target == SignalTarget.ProcessGroup ? SignalScope.Group : SignalScope.Process;
        host.Signal(new ChildRef(ChildTable.HostName(kill.Process), kill.Generation), number, scope, answer =>
        {
            // No such process: it has ended already, and its exit is on its way.
            var errno = new Errno(answer);
            if (errno == Errno.None || errno == Errno.ESRCH) return;
            var reason = string.Create(CultureInfo.InvariantCulture, $"kill: {errno.Text}");
            inbox.Post(new Input.SignalFailed(kill.Process, kill.Generation, reason));
        });
    }

    private void Close(ProcessName process)
    {
        if (children.Remove(process) is not { } child) return;
        automaticLogs.Forget(process);
        descriptors.Left(child);
        child.SetStdin(null);
        foreach (var channel in child.Channels)
        {
            _ = channel.CloseAsync();
        }
    }
}
