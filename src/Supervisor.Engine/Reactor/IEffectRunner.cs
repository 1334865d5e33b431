using Supervisor.Core.Roster;

namespace Supervisor.Engine.Reactor;

/// <summary>Does what a step asks for. Called by the reactor thread only; must not block.</summary>
internal interface IEffectRunner
{
    /// <summary>Whether everything has stopped for good, so that the reactor ends.</summary>
    bool IsFinished { get; }

    /// <summary>Does what belongs to the state itself: the channels of its processes. Called for every effect, before the state is published.</summary>
    void Prepare(Effect effect);

    /// <summary>The state can be read by everybody; the effects are run next.</summary>
    void Published(RosterState state);

    /// <summary>Has the starts of a step begin and its signals sent, before <see cref="Run"/> tells anybody of it: what waits most is the program.</summary>
    void Begin(Input input, IReadOnlyList<Effect> effects);

    /// <summary>Does everything else.</summary>
    void Run(Effect effect);

    /// <summary>All effects of <paramref name="input"/> have been run.</summary>
    void Completed(Input input);

    /// <summary>There is nothing to do for now.</summary>
    void Idle();
}
