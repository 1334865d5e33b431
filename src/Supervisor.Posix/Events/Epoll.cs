using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Events;

/// <summary>
/// An epoll(7) instance. One thread waits; any thread may register. A registration belongs to the open file, not to
/// the number: remove a descriptor before closing it whenever another process may hold a copy, or its events go on.
/// </summary>
public sealed class Epoll : IDisposable
{
    private const int MaxEvents = 256;

    // The kernel packs struct epoll_event on x86-64 only.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int Stride = Packed ? 12 : 16;
    private static readonly int TagOffset = Packed ? 4 : 8;

    private readonly OwnedDescriptor _descriptor;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxEvents * 16, pinned: true);
    private bool _preciseTimeouts = true;

    /// <exception cref="PosixException">epoll_create1(2) failed.</exception>
    public Epoll()
    {
        _descriptor = new OwnedDescriptor(NativeEvents.EpollCreate(NativeEvents.CloseOnExec));
        if (_descriptor.IsInvalid) throw new PosixException("epoll_create1", Errno.Last);
    }

    /// <summary>The number of the epoll descriptor itself, which can be waited for in turn.</summary>
    public int Number => _descriptor.Number;

    /// <exception cref="PosixException">EPERM for what cannot be polled, such as a regular file; EEXIST; ENOSPC.</exception>
    public void Add(int descriptor, EpollEvents events, ulong tag)
    {
        if (!TryAdd(descriptor, events, tag, out var error)) throw new PosixException("epoll_ctl", error);
    }

    /// <summary>False with the errno where the descriptor cannot be polled.</summary>
    public bool TryAdd(int descriptor, EpollEvents events, ulong tag, out Errno error) =>
        Control(NativeEvents.ControlAdd, descriptor, events, tag, out error);

    /// <summary>Changes the events of a registered descriptor, and arms a one-shot registration again.</summary>
    /// <exception cref="PosixException">ENOENT when it is not registered.</exception>
    public void Modify(int descriptor, EpollEvents events, ulong tag)
    {
        if (!Control(NativeEvents.ControlModify, descriptor, events, tag, out var error))
        {
            throw new PosixException("epoll_ctl", error);
        }
    }

    /// <exception cref="PosixException">ENOENT when it is not registered.</exception>
    public void Remove(int descriptor)
    {
        if (!Control(NativeEvents.ControlRemove, descriptor, EpollEvents.None, 0, out var error))
        {
            throw new PosixException("epoll_ctl", error);
        }
    }

    /// <summary>
    /// Waits for events and returns how many were stored; 0 when the time is over or a signal came between.
    /// The resolution is 100 ns (epoll_pwait2(2)), on kernels before 5.11 a millisecond, rounded up.
    /// </summary>
    /// <param name="into">Room for the reports; at most 256 come at once.</param>
    /// <param name="timeout">How long to wait at most; null waits until something happens.</param>
    public int Wait(Span<EpollEvent> into, TimeSpan? timeout)
    {
        var room = Math.Min(into.Length, MaxEvents);
        var count = WaitRaw(room, timeout);
        for (var i = 0; i < count; i++)
        {
            var raw = _buffer.AsSpan(i * Stride);
            into[i] = new EpollEvent(
                (EpollEvents)BinaryPrimitives.ReadUInt32LittleEndian(raw),
                BinaryPrimitives.ReadUInt64LittleEndian(raw[TagOffset..]));
        }

        return count;
    }

    public void Dispose() => _descriptor.Dispose();

    private unsafe bool Control(int operation, int descriptor, EpollEvents events, ulong tag, out Errno error)
    {
        var raw = stackalloc byte[16];
        var span = new Span<byte>(raw, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)events);
        BinaryPrimitives.WriteUInt64LittleEndian(span[TagOffset..], tag);
        var done = NativeEvents.EpollControl(_descriptor, operation, descriptor, raw) == 0;
        error = done ? Errno.None : Errno.Last;
        return done;
    }

    private unsafe int WaitRaw(int room, TimeSpan? timeout)
    {
        fixed (byte* raw = _buffer)
        {
            var count = _preciseTimeouts && timeout is { } precise
                ? WaitPrecisely(raw, room, precise)
                : NativeEvents.EpollWait(_descriptor, raw, room, Milliseconds(timeout));
            if (count >= 0) return count;

            var error = Errno.Last;
            if (error == Errno.EINTR) return 0;
            if (_preciseTimeouts && timeout is not null && (error == Errno.ENOSYS || error == Errno.EPERM))
            {
                // An old kernel, or a system call filter that does not know the call.
                _preciseTimeouts = false;
                return WaitRaw(room, timeout);
            }

            throw new PosixException("epoll_wait", error);
        }
    }

    private unsafe int WaitPrecisely(byte* raw, int room, TimeSpan timeout)
    {
        var ticks = Math.Max(0, timeout.Ticks);
        var time = stackalloc long[2];
        time[0] = ticks / TimeSpan.TicksPerSecond;
        time[1] = ticks % TimeSpan.TicksPerSecond * 100;
        return (int)NativeEvents.EpollPwait2(NativeEvents.EpollPwait2Number, _descriptor.Number, raw, room, time, null, 0);
    }

    private static int Milliseconds(TimeSpan? timeout)
    {
        if (timeout is not { } span) return -1;
        return (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Max(0, span.TotalMilliseconds)));
    }
}
