namespace Supervisor.Ctl.Input;

/// <summary>Knows what can follow in a line.</summary>
internal interface ICompleter
{
    /// <summary>The words that the last word of <paramref name="line"/> can become, sorted; empty when there are none.</summary>
    Task<IReadOnlyList<string>> CompleteAsync(string line);
}

internal sealed class NoCompleter : ICompleter
{
    public static readonly NoCompleter Instance = new();

    public Task<IReadOnlyList<string>> CompleteAsync(string line) => Task.FromResult<IReadOnlyList<string>>([]);
}
