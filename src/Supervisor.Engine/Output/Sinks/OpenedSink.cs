using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>How a descriptor that is no plain log file is written to without ever waiting.</summary>
internal enum StreamMode
{
    /// <summary>A regular file reached by a shared descriptor: write(2) at its shared offset does not wait for readers.</summary>
    Plain,

    /// <summary>An open file of our own with O_NONBLOCK.</summary>
    NonBlocking,

    /// <summary>A socket: send(2) with MSG_DONTWAIT.</summary>
    Socket,

    /// <summary>
    /// Shared and not to be reopened: O_NONBLOCK would change it for everybody, so a small piece is written whenever
    /// poll(2) says that it fits.
    /// </summary>
    Guarded,
}

/// <summary>A log that was opened, on its way from the thread that opened it to the pump.</summary>
internal sealed record OpenedSink(OwnedDescriptor Descriptor, FileStatus Status, string Path, StreamMode? Stream) : IDisposable
{
    /// <summary>Numbers below this one are left to descriptors that live shortly.</summary>
    public int FirstDescriptor { get; init; }

    public FileIdentity Identity => Status.Identity;

    public void Dispose() => Descriptor.Dispose();
}
