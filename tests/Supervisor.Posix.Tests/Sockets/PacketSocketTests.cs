using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Sockets;

namespace Supervisor.Posix.Tests.Sockets;

public sealed class PacketSocketTests : IDisposable
{
    private readonly OwnedDescriptor _one;
    private readonly OwnedDescriptor _other;

    public PacketSocketTests() => (_one, _other) = PacketSocket.CreatePair();

    [Fact]
    public void Messages_keep_their_borders_and_end_when_the_other_side_is_closed()
    {
        PacketSocket.Send(_one, "first"u8, [], wait: true);
        PacketSocket.Send(_one, "second"u8, [], wait: true);
        _one.Dispose();

        Assert.Equal("first"u8.ToArray(), Receive([], out _));
        Assert.Equal("second"u8.ToArray(), Receive([], out _));
        Assert.Empty(Receive([], out _));
    }

    [Fact]
    public void Descriptors_come_with_their_message_close_on_exec_up_to_253()
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        using (writer)
        {
            PacketSocket.Send(_one, "all"u8, Enumerable.Repeat(writer.Number, PacketSocket.MostDescriptors).ToArray(), wait: true);
            var received = new List<OwnedDescriptor>();
            Receive(received, out var complete);

            Assert.True(complete);
            Assert.Equal(PacketSocket.MostDescriptors, received.Count);
            Assert.All(received, d => Assert.True(DescriptorNumbers.IsCloseOnExec(d.Number)));
            DescriptorNumbers.WriteFully(received[252], "x"u8);
            Assert.Equal(1, DescriptorIo.Available(reader));
            received.ForEach(d => d.Dispose());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => PacketSocket.Send(_one, "more"u8, new int[254], wait: true));
    }

    [Fact]
    public void A_message_longer_than_the_room_is_told()
    {
        PacketSocket.Send(_one, new byte[200], [], wait: true);

        Assert.Equal(100, Receive([], out var complete).Length);
        Assert.False(complete);
    }

    [Fact]
    public void Nobody_waits_who_does_not_want_to()
    {
        Assert.True(PacketSocket.Receive(_other, new byte[10], new List<OwnedDescriptor>(), wait: false, out _).WouldBlock);
        IoResult sent;
        do sent = PacketSocket.Send(_one, new byte[30_000], [], wait: false);
        while (!sent.Failed);

        Assert.True(sent.WouldBlock);
    }

    [Fact]
    public void A_closed_peer_is_an_error_and_no_signal()
    {
        _other.Dispose();

        Assert.Equal(Errno.EPIPE, PacketSocket.Send(_one, "x"u8, [], wait: true).Error);
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    private byte[] Receive(List<OwnedDescriptor> descriptors, out bool complete)
    {
        var room = new byte[100];
        return room[..(int)PacketSocket.Receive(_other, room, descriptors, wait: true, out complete).Count];
    }
}
