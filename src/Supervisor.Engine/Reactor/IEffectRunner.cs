using Supervisor.Core.Roster;

namespace Supervisor.Engine.Reactor;

/// <summary>Does what a step asks for. Called by the reactor thread only; must not block.</summary>
internal interface IEffectRunner
{
    /// <summary>Whether everything has stopped for good, so that the reactor ends.</summary>
    bool IsFinished { get; }

    void Run(Effect effect);

    /// <summary>All effects of <paramref name="input"/> have been run.</summary>
    void Completed(Input input);
}
