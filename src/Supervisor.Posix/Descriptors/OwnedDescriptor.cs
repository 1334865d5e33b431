using Microsoft.Win32.SafeHandles;

namespace Supervisor.Posix.Descriptors;

/// <summary>A file descriptor with one owner, closed exactly once. Everything made here is close-on-exec.</summary>
public sealed class OwnedDescriptor : SafeHandleMinusOneIsInvalid
{
    public OwnedDescriptor()
        : base(ownsHandle: true)
    {
    }

    public OwnedDescriptor(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>The number. Valid while this object is alive and not disposed.</summary>
    public int Number => (int)handle;

    /// <summary>Gives the number away: the caller closes it from now on.</summary>
    public int Release()
    {
        var descriptor = (int)handle;
        SetHandleAsInvalid();
        return descriptor;
    }

    // close(2): the descriptor is gone even after EINTR, so there is nothing to try again.
    protected override bool ReleaseHandle() => Mono.Unix.Native.Syscall.close((int)handle) == 0;
}
