using System.Globalization;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Pipes;
using Supervisor.Engine.Recovery;
using Supervisor.Keeper;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Engine.Children;

/// <summary>
/// The pipes of ended processes that descendants still write to. The host closes its ends when an end is acknowledged, so these are kept by
/// name until they were read to their end: else a descendant would die by SIGPIPE with the next crash of the brain.
/// </summary>
internal sealed class EarlierPipes(IKeptDescriptors kept)
{
    /// <summary>Of all processes. A pipe beyond that is read as well, but not by the next brain; there are other things to be kept.</summary>
    public const int Most = 1024;

    private const string Prefix = "output ";
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Lock _counting = new();

    /// <summary>Reads on what an earlier brain has read, the oldest first; to be called before newer pipes are attached.</summary>
    public void TakeUp(ChildTable children)
    {
        foreach (var (name, life, stream) in kept.Names.Select(Parse).OfType<(string, ChildRef, int)>().OrderBy(entry => entry.Item2.Generation))
        {
            if (ChannelOf(children.Find(life.Name), stream) is { } channel && kept.Take(name) is { } pipe)
            {
                Release(TryEnter(name), channel.AttachSource(pipe), name);
                continue;
            }

            kept.Take(name)?.Dispose();
            kept.Drop(name);
        }
    }

    /// <summary>A pipe of a life whose end the core knows, and the host not yet. Read on unless it is already.</summary>
    public void TakeUp(Child child, ChildRef life, int stream, OwnedDescriptor? pipe)
    {
        if (pipe is null) return;
        if (ChannelOf(child, stream) is not { } channel || IsKept(Name(life, stream)))
        {
            pipe.Dispose();
            return;
        }

        Keep(life, stream, channel.AttachSource(pipe));
    }

    /// <summary>The end of this life is about to be acknowledged.</summary>
    public void Keep(ChildRef life, Child child)
    {
        if (child.TakeEnding(life.Generation) is not { } ending) return;
        Keep(life, 1, ending.Stdout);
        Keep(life, 2, ending.Stderr);
    }

    private void Keep(ChildRef life, int stream, PipeSource? source)
    {
        if (source is not { MayHaveMore: true }) return;
        var name = Name(life, stream);
        if (!TryEnter(name)) return;
        if (!source.WhileOpen(pipe => kept.Keep(name, pipe), () => Drop(name))) Leave(name);
    }

    private void Release(bool entered, PipeSource source, string name)
    {
        // Too many: kept by the brain before, and so by this one too, but not counted.
        Action ended = entered ? () => Drop(name) : () => kept.Drop(name);
        if (!source.WhileOpen(_ => { }, ended)) ended();
    }

    private void Drop(string name)
    {
        kept.Drop(name);
        Leave(name);
    }

    private bool TryEnter(string name)
    {
        lock (_counting) return _names.Count < Most && _names.Add(name);
    }

    private void Leave(string name)
    {
        lock (_counting) _names.Remove(name);
    }

    private bool IsKept(string name)
    {
        lock (_counting) return _names.Contains(name);
    }

    // The stdout of a listener is a talk with its pool, which ends with the listener.
    private static OutputChannel? ChannelOf(Child? child, int stream) => stream switch
    {
        1 when child is { IsEventListener: false } => child.Stdout,
        2 => child?.ErrorChannel,
        _ => null,
    };

    private static string Name(ChildRef life, int stream) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{life.Generation} {stream} {life.Name}");

    private static (string, ChildRef, int)? Parse(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var words = name[Prefix.Length..].Split(' ', 3);
        return words.Length == 3
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var stream)
                ? (name, new ChildRef(words[2], generation), stream)
                : null;
    }
}
