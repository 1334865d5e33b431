using System.Text;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Posix.Sockets;

/// <summary>One message to a service manager, as sd_notify(3) sends it: a datagram to a unix socket, by path or in the abstract namespace.</summary>
public static unsafe class NotifySocket
{
    // struct sockaddr_un: the family, then 108 bytes.
    private const int FamilySize = sizeof(short);
    private const int MostAddress = 108;

    /// <summary>
    /// Sends without waiting. EAGAIN when the receiver's queue is full; ECONNREFUSED, ENOENT when nobody listens; EINVAL for an address that is
    /// neither absolute nor begins with <c>@</c>, or is too long.
    /// </summary>
    /// <param name="address">What NOTIFY_SOCKET says.</param>
    /// <param name="message">Lines of <c>NAME=value</c>.</param>
    /// <param name="descriptors">At most <see cref="PacketSocket.MostDescriptors"/>; the receiver gets copies.</param>
    public static Errno Send(string address, string message, ReadOnlySpan<int> descriptors)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, PacketSocket.MostDescriptors);
        var name = Encoding.UTF8.GetBytes(address);
        if (name.Length is < 2 or >= MostAddress || name[0] is not ((byte)'/' or (byte)'@'))
            return Errno.EINVAL;
        if (name[0] == '@')
            name[0] = 0;
        using var socket = new OwnedDescriptor(SocketCalls.Create(SocketCalls.UnixDomain, SocketCalls.Datagrams | SocketCalls.CloseOnExec, 0));
        if (socket.IsInvalid)
            return Errno.Last;
        var target = stackalloc byte[FamilySize + MostAddress];
        new Span<byte>(target, FamilySize + MostAddress).Clear();
        *(short*)target = SocketCalls.UnixDomain;
        name.CopyTo(new Span<byte>(target + FamilySize, MostAddress));
        return Send(socket, target, (uint)(FamilySize + name.Length + (name[0] == 0 ? 0 : 1)), Encoding.UTF8.GetBytes(message), descriptors);
    }

    private static Errno Send(OwnedDescriptor socket, byte* target, uint targetLength, ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors)
    {
        var control = stackalloc byte[PacketSocket.ControlRoom];
        fixed (byte* start = message)
        {
            var part = new SocketCalls.Part { Start = start, Length = (nuint)message.Length };
            var header = new SocketCalls.MessageHeader { Name = target, NameLength = targetLength, Parts = &part, PartCount = 1 };
            if (!descriptors.IsEmpty)
            {
                header.Control = control;
                header.ControlLength = (nuint)PacketSocket.WriteRights(control, descriptors);
            }

            IoResult result;
            do result = IoResult.From(SocketCalls.Send(socket, &header, SocketCalls.NoSignal | SocketCalls.DontWait));
            while (result.Error == Errno.EINTR);
            return result.Failed ? result.Error : Errno.None;
        }
    }
}
