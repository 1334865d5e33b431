using Supervisor.Engine.Recovery;
using Supervisor.Keeper;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Daemon.Recovery;

/// <summary>Open files of the engine that the keeper holds for the next brain.</summary>
internal sealed class KeptDescriptors(KeeperChildHost host, IReadOnlyDictionary<string, OwnedDescriptor> inherited) : IKeptDescriptors
{
    private const string Prefix = "engine ";
    private readonly Lock _taking = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public IEnumerable<string> Names =>
        inherited.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    public void Keep(string name, OwnedDescriptor descriptor) => host.KeepDescriptor(Prefix + name, descriptor);

    public OwnedDescriptor? Take(string name)
    {
        lock (_taking) return _taken.Add(name) ? inherited.GetValueOrDefault(Prefix + name) : null;
    }

    public void Drop(string name) => host.DropDescriptor(Prefix + name);
}
