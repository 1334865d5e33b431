using Supervisor.Engine.Children;
using Supervisor.Engine.Output;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// What a program has written and the reader of its log (a terminal, a pipe) has not taken yet, when one brain yields to the next.
/// </summary>
internal static class UnwrittenOutput
{
    private const string Prefix = "unwritten/";
    private const string Stdout = " stdout";
    private const string Stderr = " stderr";

    public static void Leave(IJournal journal, ChildTable children, OutputChannel channel, ReadOnlyMemory<byte> rest)
    {
        if (children.All.FirstOrDefault(child => child.Channels.Contains(channel)) is not { } child) return;
        journal.Put($"{Prefix}{ChildTable.HostName(child.Name)}{(channel == child.Stdout ? Stdout : Stderr)}", rest.Span);
    }

    public static void TakeUp(IJournal journal, ChildTable children)
    {
        foreach (var (key, rest) in journal.Recovered.Where(record => record.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var child = children.Find(key[Prefix.Length..^Stdout.Length]);
            var channel = key.EndsWith(Stderr, StringComparison.Ordinal) ? child?.Stderr : child?.Stdout;
            channel?.WriteNote(rest);
            journal.Remove(key);
        }
    }
}
