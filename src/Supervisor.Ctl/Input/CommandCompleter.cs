using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Input;

/// <summary>Completes command names, and after a command the names of groups or processes that supervisord knows.</summary>
internal sealed class CommandCompleter(CommandTable commands, Func<CancellationToken, Task<IReadOnlyList<ProcessInfo>>> processes)
    : ICompleter
{
    /// <summary>A tab waits no longer than this for supervisord.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<string>> CompleteAsync(string line)
    {
        string[] words = CommandLine.Split(line);
        bool atNewWord = line.Length == 0 || char.IsWhiteSpace(line[^1]);
        string word = atNewWord ? "" : words[^1];
        IEnumerable<string> candidates = words.Length == 0 || (words.Length == 1 && !atNewWord)
            ? commands.Names
            : await AfterAsync(words[0], word);
        return [.. candidates.Where(c => c.StartsWith(word, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<string>> AfterAsync(string command, string word) =>
        commands.Find(command)?.Completion switch
        {
            CompletionKind.Commands => commands.Names,
            CompletionKind.Groups => (await KnownAsync()).Select(process => process.Group),
            CompletionKind.Processes => (await KnownAsync()).SelectMany(process => Names(process, word)),
            _ => [],
        };

    private static IEnumerable<string> Names(ProcessInfo process, string word) =>
        process.Name == process.Group && !word.Contains(':', StringComparison.Ordinal)
            ? [process.Name]
            : [$"{process.Group}:{process.Name}", $"{process.Group}:*"];

    /// <summary>A server that cannot be asked has nothing to offer; the command itself will say why.</summary>
    private async Task<IReadOnlyList<ProcessInfo>> KnownAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await processes(patience.Token);
        }
        catch (Exception e) when (e is ControlException or OperationCanceledException)
        {
            return [];
        }
    }
}
