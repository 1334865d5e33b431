using Supervisor.Core.Roster;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Threads;

namespace Supervisor.Engine.Reactor;

/// <summary>
/// The one writer of all program state: takes an input, steps the core, publishes the new state, has the effects done,
/// and sleeps until there is something to do. Nothing it calls may block.
/// </summary>
internal sealed class ReactorThread
{
    private readonly Inbox _inbox;
    private readonly SnapshotBoard _board;
    private readonly DeadlineQueue _deadlines;
    private readonly IEffectRunner _effects;
    private readonly StepJournal _journal;
    private RosterState _state;
    private bool _halted;

    /// <param name="state">What the first input finds: nothing, or what an earlier brain has left.</param>
    public ReactorThread(Inbox inbox, SnapshotBoard board, DeadlineQueue deadlines, IEffectRunner effects, StepJournal journal, RosterState state)
    {
        _journal = journal;
        _state = state;
        _inbox = inbox;
        _board = board;
        _deadlines = deadlines;
        _effects = effects;
    }

    /// <summary>Takes what has come already on the caller's thread, as nobody shall wait for another one, and goes on on its own.</summary>
    public void Start()
    {
        TakeInputs();
        _ = BackgroundThread.Start("reactor", Run);
    }

    /// <summary>
    /// Ends the thread between two steps, with everything written down. What is in the inbox by then, and what comes later, goes
    /// to <paramref name="elsewhere"/>.
    /// </summary>
    public Task HaltAsync(Action<Input> elsewhere)
    {
        var halted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.PostProbe(() =>
        {
            _halted = true;
            _inbox.Divert(elsewhere);
            halted.TrySetResult();
        });
        return halted.Task;
    }

    private void Run()
    {
        while (!_effects.IsFinished)
        {
            TakeInputs();
            if (_halted) return;

            var now = MonotonicClock.Monotonic;
            while (_deadlines.TryTakeDue(now, out var process))
            {
                Step(new Input.DeadlineReached(process));
            }

            if (_effects.IsFinished) return;
            _effects.Idle();
            _inbox.Wait(_deadlines.Next);
        }
    }

    private void TakeInputs()
    {
        while (!_halted && _inbox.TryTake(out var input))
        {
            if (input is not null) Step(input);
        }
    }

    private void Step(Input input)
    {
        var result = RosterMachine.Step(_state, input, MonotonicClock.Now);
        var (state, effects) = result;
        _journal.Note(_state, result);
        _state = state;

        // What a process of the new state needs is there before anybody sees that state; all else comes after it, so that
        // whoever is answered finds the state that the answer speaks of. And nothing is done that is not written down.
        foreach (var effect in effects)
        {
            _effects.Prepare(effect);
        }

        _journal.Decided();
        _board.Publish(state);
        _effects.Published(state);
        _effects.Begin(input, effects);
        foreach (var effect in effects)
        {
            _effects.Run(effect);
        }

        _effects.Completed(input);
        _journal.Done();
    }
}
