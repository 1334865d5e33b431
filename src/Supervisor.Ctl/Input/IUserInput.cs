namespace Supervisor.Ctl.Input;

/// <summary>What the user types, from a terminal or a file.</summary>
internal interface IUserInput
{
    /// <summary>Standard input as it is, for <c>fg</c>.</summary>
    InputLines Lines { get; }

    /// <summary>Whether nothing but a file or a pipe stands behind it.</summary>
    bool IsRedirected { get; }

    /// <summary>The next command line without its line end; null at the end of the input.</summary>
    Task<string?> ReadCommandAsync(string prompt, CancellationToken cancellationToken);

    /// <summary>Asks a question; null at the end of the input.</summary>
    Task<string?> AskAsync(string question, bool secret, CancellationToken cancellationToken);
}
