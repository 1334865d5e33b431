namespace Supervisor.Keeper.Brain;

/// <summary>What the keeper tells beside the events of children. All are called on threads that must not be blocked.</summary>
public sealed record KeeperNotices
{
    /// <summary>The keeper got a signal, by number, that is the brain's to obey: TERM, INT, QUIT, HUP or USR2.</summary>
    public Action<int>? Signalled { get; init; }

    /// <summary>
    /// The keeper asks whether the brain still works. To be answered by calling the argument from the thread that has to work,
    /// or the brain is killed and replaced. Null: answered as long as the thread pool works.
    /// </summary>
    public Action<Action>? Asked { get; init; }

    /// <summary>
    /// Another brain is prepared to follow this one: finish the step that you are in, act no more, and call
    /// <see cref="KeeperChildHost.Yielded"/> within 10 seconds, or this brain is killed. No event comes any more. Null: it always is.
    /// </summary>
    public Action? Yield { get; init; }

    /// <summary>The keeper is gone; nothing can be started or signalled any more.</summary>
    public Action? Lost { get; init; }

    /// <summary>Something was refused or could not be understood that nobody waits for; a sentence for the log.</summary>
    public Action<string>? Trouble { get; init; }
}
