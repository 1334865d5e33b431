using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

/// <summary>A host, and the process that is the parent of its children; here: this one.</summary>
public class HostUnderTest(IChildHost host) : IDisposable
{
    public IChildHost Host { get; } = host;

    /// <summary>Whether this process is the parent.</summary>
    public virtual bool IsThisProcess => true;

    /// <summary>The parent of the children.</summary>
    public virtual int Process => Environment.ProcessId;

    /// <summary>The children that are programs.</summary>
    public virtual IReadOnlyList<int> Children() => Observe.Children(Process);

    /// <summary>Open descriptors of all processes that have any for children.</summary>
    public virtual int OpenDescriptors() => Observe.OpenDescriptors();

    public virtual int UseUmask(int mask) => CurrentProcess.SetUmask(mask);

    /// <summary>Lets the child see the end of its input.</summary>
    public virtual void CloseStdin(HostEvent.Spawned child) => child.Stdin!.Dispose();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Host.Dispose();
}
