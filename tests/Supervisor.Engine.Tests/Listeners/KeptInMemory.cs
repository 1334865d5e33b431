using System.Collections.Concurrent;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Tests.Listeners;

/// <summary>Keeps descriptors as the keeper process does: copies of its own, by name.</summary>
internal sealed class KeptInMemory : IKeptDescriptors, IDisposable
{
    private readonly ConcurrentDictionary<string, OwnedDescriptor> _kept = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _kept.Keys;

    public static OwnedDescriptor Copy(OwnedDescriptor descriptor) =>
        DescriptorIo.TryDuplicate(descriptor.Number, out var copy, out var error) ? copy : throw new InvalidOperationException(error.Text);

    public void Keep(string name, OwnedDescriptor descriptor)
    {
        Drop(name);
        _kept[name] = Copy(descriptor);
    }

    public OwnedDescriptor? Take(string name) => _kept.TryGetValue(name, out var kept) ? Copy(kept) : null;

    public void Drop(string name)
    {
        if (_kept.TryRemove(name, out var old)) old.Dispose();
    }

    public void Dispose()
    {
        foreach (var name in _kept.Keys) Drop(name);
    }
}
