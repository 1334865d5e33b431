using System.Collections.Concurrent;
using Supervisor.Core.Specs;

namespace Supervisor.Engine.Children;

/// <summary>All processes that have logs and may have a child, by name. Written by the reactor, looked up by every thread.</summary>
internal sealed class ChildTable
{
    private readonly ConcurrentDictionary<ProcessName, Child> _byName = new();
    private readonly ConcurrentDictionary<string, Child> _byNamespec = new(StringComparer.Ordinal);

    public ICollection<Child> All => _byName.Values;

    public void Add(Child child)
    {
        _byName[child.Name] = child;
        _byNamespec[HostName(child.Name)] = child;
    }

    public Child? Find(ProcessName name) => _byName.GetValueOrDefault(name);

    public Child? Find(string hostName) => _byNamespec.GetValueOrDefault(hostName);

    public Child? Remove(ProcessName name)
    {
        _byNamespec.TryRemove(HostName(name), out _);
        return _byName.TryRemove(name, out var child) ? child : null;
    }

    /// <summary>The name by which the host knows a process: unique, also where group and process have the same name.</summary>
    public static string HostName(ProcessName name) => $"{name.Group}:{name.Name}";

    /// <summary>The process of a host's name. No group has a colon in its name.</summary>
    public static ProcessName ProcessName(string hostName)
    {
        var colon = hostName.IndexOf(':', StringComparison.Ordinal);
        return new ProcessName(hostName[..Math.Max(colon, 0)], hostName[(colon + 1)..]);
    }
}
