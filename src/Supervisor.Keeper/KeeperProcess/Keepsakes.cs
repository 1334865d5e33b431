using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>The descriptors that the brain left for its successor, by name. Bounded in number.</summary>
internal sealed class Keepsakes : IDisposable
{
    /// <summary>More names than this are refused.</summary>
    internal const int Most = 4096;

    private readonly Dictionary<string, OwnedDescriptor> _kept = new(StringComparer.Ordinal);

    internal IEnumerable<string> Names => _kept.Keys;

    /// <summary>Keeps it in place of one of the same name. False when there is no more room; the caller keeps it then.</summary>
    internal bool Keep(string name, OwnedDescriptor descriptor)
    {
        if (_kept.Remove(name, out var old))
            old.Dispose();
        else if (_kept.Count == Most)
            return false;
        _kept[name] = descriptor;
        return true;
    }

    internal IReadOnlyList<KeptRecord> ToRecords() => [.. _kept.Select(k => new KeptRecord(k.Key, k.Value.Number))];

    internal OwnedDescriptor? Find(string name) => _kept.GetValueOrDefault(name);

    internal void Drop(string name)
    {
        if (_kept.Remove(name, out var descriptor))
            descriptor.Dispose();
    }

    public void Dispose()
    {
        foreach (var descriptor in _kept.Values)
            descriptor.Dispose();
        _kept.Clear();
    }
}
