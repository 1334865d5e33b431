using Supervisor.Core.Events;
using Supervisor.Core.Listeners;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Output.Pipes;
using Supervisor.Engine.Recovery;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Threads;

namespace Supervisor.Engine.Listeners;

/// <summary>
/// The one writer of all pools. Takes what it is told in batches; writes down what came of each batch; only then does what has to be done
/// for it. So whatever a listener was sent or answered is in the journal when it gets to know of it.
/// </summary>
internal sealed class PoolsThread : IDisposable
{
    private const int StackBytes = 256 * 1024;

    private readonly IJournal _journal;
    private readonly IKeptDescriptors _kept;
    private readonly ListenerEvents _events;
    private readonly Action<long> _taken;
    private readonly PumpLoop _loop = new(static _ => { }, 0);
    private readonly EventMailbox _mailbox;
    private readonly ListenerTalk _talk;
    private readonly Dictionary<ProcessName, ListenerLink> _links = [];
    private readonly HashSet<ListenerLink> _talked = [];
    private readonly Dictionary<ProcessName, ListenerIo> _recovered;
    private readonly BackgroundThread _thread;
    private List<PoolsEffect> _effects = [];
    private PoolsState _state;
    private volatile PoolsState _current;
    private bool _changed;
    private bool _committing;
    private bool _left;
    private long _lastNotice;

    public PoolsThread(IJournal journal, IKeptDescriptors kept, ListenerEvents events, Action<long> taken)
    {
        (_journal, _kept, _events, _taken) = (journal, kept, events, taken);
        _state = _current = PoolsRecovery.Restore(journal.Recovered);
        _recovered = ListenerIo.Read(journal.Recovered);
        _mailbox = new EventMailbox(() => _loop.TryPost(TakeMail));
        _talk = new ListenerTalk(OnWrote, OnEnded);
        _thread = BackgroundThread.Start("listeners", _loop.Run, StackBytes);
    }

    public PoolsState Current => _current;

    public void Take(PoolsInput input) => _mailbox.Order(() => Step(input));

    public void Tell(EventMessage message, long serial) => _mailbox.Tell(
        () =>
        {
            Step(new PoolsInput.Told(message, serial));
            if (serial > 0) _lastNotice = serial;
            NoteTick(message);
        },
        message.Payload.Length);

    public void Connect(Child child, int generation, OwnedDescriptor? stdin, OwnedDescriptor stdout, bool isRunning) => _mailbox.Order(() =>
    {
        try
        {
            Open(child, generation, stdin, stdout);
        }
        catch (PosixException exception)
        {
            // Its output must go somewhere, or it would hang on a full pipe.
            stdin?.Dispose();
            child.Stdout.Attach(stdout);
            _effects.Add(new PoolsEffect.Tell(new ListenerNotice.CannotTalk(child.Name, exception.Errno.Text)));
        }

        if (isRunning) Step(new PoolsInput.RunningChanged(child.Name, IsRunning: true));
    });

    public void End(ProcessName listener, int generation, Action done) => _mailbox.Order(() =>
    {
        if (!_links.TryGetValue(listener, out var link) || link.Generation != generation)
        {
            done();
            return;
        }

        link.ReadRest();
        Step(new PoolsInput.Ended(listener, generation));
        Commit();
        Close(link);
        link.AfterLog(done);
    });

    public void Dispose()
    {
        if (!_loop.TryPost(Leave)) return;
        _loop.Stop();
        _thread.Join();
        _loop.Dispose();
    }

    private void Leave()
    {
        _left = true;
        foreach (var link in _links.Values) link.Leave();
        _links.Clear();
    }

    private void TakeMail()
    {
        if (_left) return;
        var letters = _mailbox.TakeAll(out var missed);
        foreach (var take in letters) take();

        if (missed > 0) Step(new PoolsInput.EventsMissed(missed));
        Commit();
        if (_lastNotice > 0) _taken(_lastNotice);
    }

    private void Open(Child child, int generation, OwnedDescriptor? stdin, OwnedDescriptor stdout)
    {
        if (_links.TryGetValue(child.Name, out var old)) Close(old);
        if (_state.Find(child.Name)?.Generation == generation
            && _recovered.Remove(child.Name, out var io) && io.Generation == generation
            && ListenerLink.Continue(child, io, stdin, stdout, _kept, _loop, _talk) is { } continued)
        {
            _links[child.Name] = continued;

            // The rest of the event that was on its way, before anything new can be.
            if (_state.Find(child.Name) is { IsSending: true }) continued.Send();
            Step(new PoolsInput.Continued(child.Name, generation));
            continued.TellUnfinished();
            return;
        }

        var link = ListenerLink.Begin(child, generation, stdin, stdout, _kept, _loop, _talk);
        _links[child.Name] = link;
        Step(new PoolsInput.Started(child.Name, generation));
        Note(link);
    }

    private void Close(ListenerLink link)
    {
        link.Close();
        _links.Remove(link.Name);
        _talked.Remove(link);
        _journal.Remove(ListenerIo.Key(link.Name));
        _changed = true;
    }

    private void OnWrote(ListenerLink link, byte[] bytes)
    {
        Step(new PoolsInput.Wrote(link.Name, link.Generation, bytes));
        Note(link);
        Commit();
    }

    private void OnEnded(ListenerLink link, bool complete)
    {
        Step(complete ? new PoolsInput.Sent(link.Name, link.Generation) : new PoolsInput.SendFailed(link.Name, link.Generation));
        Commit();
    }

    private void Step(PoolsInput input)
    {
        var (state, records, effects) = PoolsMachine.Step(_state, input);
        _state = state;
        foreach (var (key, value) in records)
        {
            if (value is null) _journal.Remove(key);
            else _journal.Put(key, value);
        }

        _effects.AddRange(effects);

        // That an event was sent can be seen from its file, too: it need not be written down by itself.
        _changed |= records.Count > 0 && input is not PoolsInput.Sent;
    }

    private void Note(ListenerLink link)
    {
        if (_state.Find(link.Name) is not { } listener) return;
        _journal.Put(ListenerIo.Key(link.Name), link.Io(listener).Encode());
        _talked.Add(link);
        _changed = true;
    }

    private void Commit()
    {
        // Not nested: what is sent from here may end at once, and goes into the next round.
        if (_committing) return;
        _committing = true;
        while (_changed || _effects.Count > 0)
        {
            var effects = _effects;
            _effects = [];
            foreach (var send in effects.OfType<PoolsEffect.Send>()) Prepare(send);
            _changed = false;
            _journal.Commit();
            foreach (var effect in effects) Perform(effect);
        }

        _committing = false;
        _current = _state;
        foreach (var link in _talked)
        {
            if (_state.Find(link.Name) is { } listener) link.Forget(link.Io(listener).Parsed);
        }

        _talked.Clear();
    }

    private void Prepare(PoolsEffect.Send send)
    {
        if (LinkOf(send) is not { } link) return;
        if (link.Prepare(send.Envelope) is var error && error != Errno.None)
        {
            _effects.Add(new PoolsEffect.Tell(new ListenerNotice.CannotTalk(send.Listener, error.Text)));
            Step(new PoolsInput.SendFailed(send.Listener, send.Generation));
            return;
        }

        Note(link);
    }

    private void Perform(PoolsEffect effect)
    {
        switch (effect)
        {
            case PoolsEffect.Send send:
                if (_state.Find(send.Listener) is { IsSending: true }) LinkOf(send)?.Send();
                break;
            case PoolsEffect.Tell tell:
                _events.Noticed(tell.Notice);
                break;
            case PoolsEffect.Print print:
                _events.Printed(print.Text);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "unknown effect");
        }
    }

    private ListenerLink? LinkOf(PoolsEffect.Send send) =>
        _links.TryGetValue(send.Listener, out var link) && link.Generation == send.Generation ? link : null;

    private void NoteTick(EventMessage message)
    {
        if (message.Type.IsWithin(EventType.Tick)) TickRecord.Write(_journal, message);
    }
}
