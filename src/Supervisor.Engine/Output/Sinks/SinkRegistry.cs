using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>The open sinks by file, so that two channels on one file share one. Pump thread only.</summary>
internal sealed class SinkRegistry
{
    private readonly Dictionary<FileIdentity, Sink> _sinks = [];
    private readonly Dictionary<string, FileSink> _named = [];

    /// <summary>The sink that writes to this very file.</summary>
    public Sink? Find(OpenedSink opened) =>
        _sinks.TryGetValue(opened.Identity, out var sink) && sink is FileSink == opened.Stream is null ? sink : null;

    /// <summary>The sink whose file had this name when it was opened.</summary>
    public FileSink? FindNamed(string path) => _named.GetValueOrDefault(path);

    public void Acquire(Sink sink)
    {
        sink.Users++;
        if (sink.Identity is { } identity) _sinks.TryAdd(identity, sink);
        if (sink is FileSink file) _named.TryAdd(file.Path, file);
    }

    /// <summary>Takes one user away. True when it was the last, and the sink has to be closed.</summary>
    public bool Release(Sink sink)
    {
        if (--sink.Users > 0) return false;
        Forget(sink, sink.Identity);
        if (sink is FileSink file && FindNamed(file.Path) == file) _named.Remove(file.Path);
        return true;
    }

    /// <summary>A sink writes to another file from now on.</summary>
    public void Moved(Sink sink, FileIdentity from, FileIdentity to)
    {
        Forget(sink, from);
        _sinks.TryAdd(to, sink);
    }

    private void Forget(Sink sink, FileIdentity? identity)
    {
        if (identity is { } key && _sinks.TryGetValue(key, out var present) && present == sink) _sinks.Remove(key);
    }
}
