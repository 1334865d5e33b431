namespace Supervisor.Control.Wire;

/// <summary>A <see cref="ProcessInfo"/> without what few processes have, before it is an object: to be written by <see cref="ProcessJson"/>.</summary>
public readonly ref struct ProcessLine
{
    public required ReadOnlySpan<char> Group { get; init; }

    public required ReadOnlySpan<char> Name { get; init; }

    /// <inheritdoc cref="ProcessInfo.Description"/>
    public required ReadOnlySpan<char> Description { get; init; }

    /// <inheritdoc cref="ProcessInfo.State"/>
    public required int State { get; init; }

    /// <inheritdoc cref="ProcessInfo.StateName"/>
    public required ReadOnlySpan<char> StateName { get; init; }

    /// <inheritdoc cref="ProcessInfo.Start"/>
    public long Start { get; init; }

    /// <inheritdoc cref="ProcessInfo.Stop"/>
    public long Stop { get; init; }

    /// <inheritdoc cref="ProcessInfo.Now"/>
    public long Now { get; init; }

    /// <inheritdoc cref="ProcessInfo.SpawnError"/>
    public ReadOnlySpan<char> SpawnError { get; init; }

    /// <inheritdoc cref="ProcessInfo.ExitStatus"/>
    public int ExitStatus { get; init; }

    /// <inheritdoc cref="ProcessInfo.Pid"/>
    public int Pid { get; init; }

    public ReadOnlySpan<char> StdoutLogFile { get; init; }

    public ReadOnlySpan<char> StderrLogFile { get; init; }

    /// <inheritdoc cref="ProcessInfo.Retries"/>
    public int Retries { get; init; }
}
