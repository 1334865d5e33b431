namespace Supervisor.Keeper.KeeperProcess;

/// <summary>How a keeper runs its brain.</summary>
public sealed record KeeperSettings
{
    /// <summary>
    /// Path of the brain's program. A first start and an upgrade take what is there; after a crash the program that was ready last is
    /// started again, even when another one lies there by then.
    /// </summary>
    public required string BrainExecutable { get; init; }

    /// <summary>argv of the brain, its first word included.</summary>
    public required IReadOnlyList<string> BrainArguments { get; init; }

    /// <summary>
    /// argv of the keeper's own program without its arguments, for its upgrade; its path first. Empty: the keeper cannot be upgraded.
    /// </summary>
    public IReadOnlyList<string> KeeperCommand { get; init; } = [];

    /// <summary>How long an exit or a signal may stay without a reaction before the brain is asked whether it lives.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take the brain to answer that; then it is killed and replaced.</summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a brain may take from its start until it says that it is ready.</summary>
    public TimeSpan ReadyDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a new brain may prepare in an upgrade before it is given up and the running one stays.</summary>
    public TimeSpan PrepareDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the running brain may take to yield to a prepared one; then it hangs, and is killed.</summary>
    public TimeSpan YieldDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a brain that has yielded may take to finish what it owes to its clients (a stop may wait for long).</summary>
    public TimeSpan LeaveDeadline { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a brain may take to end after it has said that all is finished.</summary>
    public TimeSpan FinishDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the keeper's own new program may take to answer, and starts under way to end, before its upgrade is given up.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Asks the brain at this interval even when nothing is outstanding. Null: never, and an idle keeper does not wake.</summary>
    public TimeSpan? WatchdogInterval { get; init; }

    /// <summary>
    /// Called once, on the keeper's thread, when the first brain is ready; must not block. False: whoever waited for that has given
    /// up, so the brain is asked to end as by SIGTERM.
    /// </summary>
    public Func<bool>? FirstReady { get; init; }

    /// <summary>The wait before the next start of a brain that ended before it was ready; doubled each time.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How many brains in a row may end before any was ready: after that the keeper ends, with <see cref="KeeperRole.NoBrain"/> and a word on
    /// its standard error, unless programs are alive. Once a brain was ready it never gives up.
    /// </summary>
    public int FirstTries { get; init; } = 5;

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(5);
}
