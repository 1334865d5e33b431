using Supervisor.Core.Listeners;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Engine.Output;

namespace Supervisor.Engine;

/// <summary>What the engine tells whoever composes it. Called on the engine's threads; must not block.</summary>
/// <param name="Reloaded">Everything has stopped and a new config is in force; its programs start next.</param>
/// <param name="ReadyToStartAnew">After a reload, on the thread that starts the programs next: may take its time.</param>
/// <param name="Finished">Everything has stopped for good; the exit status: that of the program whose end it is, else 0.</param>
/// <param name="OrphanReaped">As PID 1: a process that was never ours has ended.</param>
/// <param name="OutputCopied">At level debug and below: a copy of what a program wrote.</param>
/// <param name="OutputNoticed">Something about a log file that has to be said: it cannot be written, it can be again.</param>
public sealed record EngineEvents(
    Action<SupervisorSpec> Reloaded,
    Action<SupervisorSpec> ReadyToStartAnew,
    Action<int> Finished,
    Action<int, ExitOutcome> OrphanReaped,
    Action<OutputNotice> OutputNoticed,
    Action<string> OutputCopied)
{
    /// <summary>Something about event listeners, for the log.</summary>
    public Action<ListenerNotice> ListenerNoticed { get; init; } = static _ => { };

    /// <summary>Something about listening sockets or syslog, for the log.</summary>
    public Action<EngineNotice> Noticed { get; init; } = static _ => { };

    /// <summary>Lines that a pool's result handler has for the daemon's stdout.</summary>
    public Action<string> ResultPrinted { get; init; } = static _ => { };
}
