using Supervisor.Posix.Descriptors;

namespace Supervisor.Engine.Recovery;

/// <summary>Open files by name, in a place that outlives this process. Any thread.</summary>
public interface IKeptDescriptors
{
    /// <summary>Keeps a copy of a descriptor, in place of one of the same name.</summary>
    void Keep(string name, OwnedDescriptor descriptor);

    /// <summary>The names of what an earlier process kept.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>A copy of what an earlier process kept under a name, once; null when there is none. It is kept on.</summary>
    OwnedDescriptor? Take(string name);

    /// <summary>Keeps it no longer; nothing happens when there is none.</summary>
    void Drop(string name);
}

/// <summary>Where programs do not outlive this process nothing has to be kept.</summary>
public sealed class NoKeptDescriptors : IKeptDescriptors
{
    public static readonly NoKeptDescriptors Instance = new();

    public IEnumerable<string> Names => [];

    public void Keep(string name, OwnedDescriptor descriptor)
    {
    }

    public OwnedDescriptor? Take(string name) => null;

    public void Drop(string name)
    {
    }
}
