namespace Supervisor.Ctl;

/// <summary>What the tab key offers after a command.</summary>
internal enum CompletionKind
{
    Nothing,
    Commands,
    Groups,
    Processes,
}

/// <summary>A command of supervisorctl.</summary>
internal interface ICommand
{
    string Name { get; }

    /// <summary>What <c>help</c> prints for it: lines of usage, a tab and an explanation.</summary>
    string Help { get; }

    CompletionKind Completion => CompletionKind.Nothing;

    /// <summary>Does it: writes to the session's output and sets its exit code.</summary>
    /// <exception cref="Supervisor.Control.Client.ControlException">The server failed it in a way the command has no words for.</exception>
    Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken);
}
