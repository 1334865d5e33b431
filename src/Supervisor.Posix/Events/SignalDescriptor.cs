using System.Runtime.InteropServices;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Signals;

namespace Supervisor.Posix.Events;

/// <summary>A signalfd(2): signals that all threads block (<see cref="SignalMask"/>) are read, where epoll says that there are any.</summary>
public sealed unsafe partial class SignalDescriptor : IDisposable
{
    // struct signalfd_siginfo has 128 bytes and begins with the number.
    private const int InfoSize = 128;

    private readonly OwnedDescriptor _descriptor;

    /// <exception cref="PosixException">EMFILE, ENFILE, ENOMEM.</exception>
    public SignalDescriptor(ReadOnlySpan<int> signals)
    {
        var set = stackalloc ulong[16];
        new Span<ulong>(set, 16).Clear();
        set[0] = SignalMask.ToSet(signals);
        _descriptor = new OwnedDescriptor(Open(-1, set, NativeEvents.CloseOnExec | NativeEvents.NonBlocking));
        if (_descriptor.IsInvalid)
            throw new PosixException("signalfd", Errno.Last);
    }

    public int Number => _descriptor.Number;

    /// <summary>Takes one signal, by number; null when there is none.</summary>
    public int? Take()
    {
        var info = stackalloc byte[InfoSize];
        while (true)
        {
            if (NativeEvents.Read(_descriptor, info, InfoSize) == InfoSize)
                return *(int*)info;
            if (Errno.Last == Errno.EAGAIN)
                return null;
            if (Errno.Last != Errno.EINTR)
                throw new PosixException("read", Errno.Last);
        }
    }

    public void Dispose() => _descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "signalfd", SetLastError = true)]
    private static partial int Open(int descriptor, ulong* set, int flags);
}
