using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Posix.Sockets;

/// <summary>
/// Messages over a unix(7) socket, whole or not at all, with descriptors (SCM_RIGHTS). For SOCK_SEQPACKET; on a stream the
/// borders of messages get lost.
/// </summary>
public static unsafe class PacketSocket
{
    /// <summary>The most descriptors that the kernel takes in one message (SCM_MAX_FD).</summary>
    public const int MostDescriptors = 253;

    // struct cmsghdr: length, level, type; the descriptors follow.
    private const int ControlHeader = 16;
    internal const int ControlRoom = ControlHeader + ((MostDescriptors * sizeof(int) + 7) & ~7);

    /// <summary>socketpair(2) of type SOCK_SEQPACKET: two connected ends, both close-on-exec.</summary>
    /// <exception cref="PosixException">EMFILE, ENFILE.</exception>
    public static (OwnedDescriptor One, OwnedDescriptor Other) CreatePair()
    {
        var ends = stackalloc int[2];
        if (SocketCalls.Pair(SocketCalls.UnixDomain, SocketCalls.SequencedPackets | SocketCalls.CloseOnExec, 0, ends) != 0)
            throw new PosixException("socketpair", Errno.Last);
        return (new OwnedDescriptor(ends[0]), new OwnedDescriptor(ends[1]));
    }

    /// <summary>
    /// sendmsg(2) of one message. The receiver gets copies of the descriptors. Never raises SIGPIPE. EAGAIN when it would have
    /// to wait and shall not; EPIPE, ECONNRESET: the other end is closed; ETOOMANYREFS: too many descriptors are under way.
    /// </summary>
    /// <param name="socket">Our end.</param>
    /// <param name="message">At least one byte.</param>
    /// <param name="descriptors">At most <see cref="MostDescriptors"/> numbers, which stay open until this returns.</param>
    /// <param name="wait">Whether to wait for room.</param>
    public static IoResult Send(OwnedDescriptor socket, ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors, bool wait)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MostDescriptors);
        var control = stackalloc byte[ControlRoom];
        fixed (byte* start = message)
        {
            var part = new SocketCalls.Part { Start = start, Length = (nuint)message.Length };
            var header = new SocketCalls.MessageHeader { Parts = &part, PartCount = 1 };
            if (!descriptors.IsEmpty)
            {
                header.Control = control;
                header.ControlLength = (nuint)WriteRights(control, descriptors);
            }

            IoResult result;
            do result = IoResult.From(SocketCalls.Send(socket, &header, SocketCalls.NoSignal | (wait ? 0 : SocketCalls.DontWait)));
            while (result.Error == Errno.EINTR);
            return result;
        }
    }

    /// <summary>recvmsg(2) of one message. A count of 0 is the end: the other side is closed. EAGAIN when there is none and it shall not wait.</summary>
    /// <param name="socket">Our end.</param>
    /// <param name="into">Room for the message; what does not fit is lost, which <paramref name="complete"/> tells.</param>
    /// <param name="descriptors">The received descriptors, close-on-exec, are added to it and belong to the caller.</param>
    /// <param name="wait">Whether to wait for a message.</param>
    /// <param name="complete">False when bytes or descriptors were lost: the room was too small, or we may not open more files.</param>
    public static IoResult Receive(OwnedDescriptor socket, Span<byte> into, ICollection<OwnedDescriptor> descriptors, bool wait, out bool complete)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        var control = stackalloc byte[ControlRoom];
        fixed (byte* start = into)
        {
            var part = new SocketCalls.Part { Start = start, Length = (nuint)into.Length };
            SocketCalls.MessageHeader header;
            IoResult result;
            do
            {
                header = new SocketCalls.MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = ControlRoom };
                result = IoResult.From(SocketCalls.Receive(socket, &header, SocketCalls.ControlCloseOnExec | (wait ? 0 : SocketCalls.DontWait)));
            }
            while (result.Error == Errno.EINTR);
            complete = result.Failed || (header.Flags & (SocketCalls.DataTruncated | SocketCalls.ControlTruncated)) == 0;
            if (!result.Failed)
                TakeRights(control, (int)header.ControlLength, descriptors);
            return result;
        }
    }

    internal static int WriteRights(byte* control, ReadOnlySpan<int> descriptors)
    {
        var length = ControlHeader + (descriptors.Length * sizeof(int));
        *(long*)control = length;
        ((int*)control)[2] = SocketCalls.SocketLevel;
        ((int*)control)[3] = SocketCalls.Rights;
        descriptors.CopyTo(new Span<int>(control + ControlHeader, descriptors.Length));
        return (length + 7) & ~7;
    }

    private static void TakeRights(byte* control, int length, ICollection<OwnedDescriptor> into)
    {
        for (var at = 0; at + ControlHeader <= length;)
        {
            var item = control + at;
            var size = (int)*(long*)item;
            if (size < ControlHeader)
                return;
            if (((int*)item)[2] == SocketCalls.SocketLevel && ((int*)item)[3] == SocketCalls.Rights)
            {
                foreach (var number in new ReadOnlySpan<int>(item + ControlHeader, (size - ControlHeader) / sizeof(int)))
                    into.Add(new OwnedDescriptor(number));
            }

            at += (size + 7) & ~7;
        }
    }
}
