using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Events;

/// <summary>An eventfd(2): any thread signals, one thread waits for it with epoll and consumes it.</summary>
public sealed class EventDescriptor : IDisposable
{
    private readonly OwnedDescriptor _descriptor;

    /// <exception cref="PosixException">eventfd(2) failed.</exception>
    public EventDescriptor()
    {
        _descriptor = new OwnedDescriptor(NativeEvents.EventDescriptor(0, NativeEvents.CloseOnExec | NativeEvents.NonBlocking));
        if (_descriptor.IsInvalid) throw new PosixException("eventfd", Errno.Last);
    }

    public int Number => _descriptor.Number;

    /// <summary>Makes it readable. Never blocks: a counter that is full is readable already.</summary>
    public unsafe void Signal()
    {
        ulong one = 1;
        if (NativeEvents.Write(_descriptor, &one, sizeof(ulong)) >= 0) return;
        if (Errno.Last != Errno.EAGAIN) throw new PosixException("write", Errno.Last);
    }

    /// <summary>Takes all signals given so far; true if there was one.</summary>
    public unsafe bool Consume()
    {
        ulong count;
        if (NativeEvents.Read(_descriptor, &count, sizeof(ulong)) >= 0) return true;
        if (Errno.Last != Errno.EAGAIN) throw new PosixException("read", Errno.Last);
        return false;
    }

    public void Dispose() => _descriptor.Dispose();
}
