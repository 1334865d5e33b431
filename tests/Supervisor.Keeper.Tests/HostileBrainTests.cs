using Supervisor.Keeper.Brain;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.Tests;

/// <summary>Whatever a brain sends, the keeper and its programs live on.</summary>
public sealed class HostileBrainTests : IDisposable
{
    private readonly EventRecorder _events = new();

    [Fact]
    public void Frames_of_every_kind_cut_mutated_and_with_wrong_descriptors_end_nothing()
    {
        using var keeper = new RunningKeeper("backoff=20,prepare=300,yield=300,finish=300,renew=500,keeper=/bin/false");
        var child = new ChildRef("steady", 1);
        int pid;
        using (var first = keeper.NextHost(_events.Add))
        {
            first.Spawn(child, Shell("exec sleep 1000"));
            pid = _events.Spawned(child).Pid;
            keeper.KillBrain();
        }

        for (var seed = 0; seed < 12; seed++)
        {
            using var socket = keeper.NextBrain();
            Torment(socket, seed);
            _ = ProcessSignals.Send(keeper.BrainPid, 9);
            Assert.True(Observe.IsAlive(keeper.Pid));
            Assert.True(Observe.IsAlive(pid));
        }

        Assert.Equal(pid, Adopt(keeper).Single(c => c.Child == child).Pid);
    }

    [Fact]
    public void A_brain_that_asks_and_does_not_read_makes_nothing_grow()
    {
        using var keeper = new RunningKeeper("patience=60000");
        using var socket = keeper.NextBrain();
        var writer = new FrameWriter();
        for (uint i = 1; i < 100_000; i++)
        {
            // The keeper stops to listen at 1,024 answers, and the socket fills.
            if (PacketSocket.Send(socket, FrameEncoder.Encode(writer, new Frame.Signal(new ChildRef("nobody", 0), 0, SignalScope.Process), i).Message, [], wait: false).WouldBlock)
                break;
            Assert.InRange(i, 0u, 50_000u);
        }

        Assert.True(Observe.IsAlive(keeper.Pid));
        keeper.KillBrain();
        using var next = new KeeperChildHost(keeper.NextBrain(), _ => { });
        Assert.Empty(next.Adopt().Children);
    }

    public void Dispose() => _events.Dispose();

    // Brains that were started and killed meanwhile have left their connections.
    private static IReadOnlyList<AdoptedChild> Adopt(RunningKeeper keeper)
    {
        while (true)
        {
            try
            {
                using var host = new KeeperChildHost(keeper.NextBrain(), _ => { });
                if (!host.IsCandidate)
                {
                    var adoption = host.Adopt();
                    foreach (var adopted in adoption.Children)
                        adopted.CloseStreams();
                    foreach (var descriptor in adoption.Descriptors.Values)
                        descriptor.Dispose();
                    return adoption.Children;
                }

                // The keeper may be faster, since the one that it was to follow is dead.
                _ = ProcessSignals.Send(keeper.BrainPid, 9);
            }
            catch (KeeperLostException)
            {
                // One of those.
            }
        }
    }

    private static void Torment(OwnedDescriptor socket, int seed)
    {
        var random = new Random(seed);
        var writer = new FrameWriter();
        var batch = new FrameBatch();
        using var file = MemoryFile.Create("not a frame"u8);
        int[] descriptors = [file.Number, socket.Number];
        for (var round = 0; round < 20; round++)
        {
            foreach (var frame in new SampleFrames((seed * 100) + round).OneOfEach())
            {
                // What ends the keeper by right, or leaves a program behind, is not sent whole.
                if (frame is Frame.Finish or Frame.Spawn or Frame.Surroundings)
                    continue;
                var bytes = FrameEncoder.Encode(writer, frame, (uint)random.Next(3)).Message.ToArray();
                for (var i = random.Next(4); i > 0; i--)
                    bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
                if (random.Next(5) == 0)
                    bytes = bytes[..random.Next(1, bytes.Length)];
                if (Send(socket, bytes, descriptors.AsSpan(0, random.Next(3))) != Errno.None)
                    return;
                if (!batch.TryAdd(bytes, descriptors.AsSpan(0, random.Next(3))))
                    batch.Clear();
                else if (batch.Count > random.Next(30) && Send(socket, batch.Message.ToArray(), batch.Descriptors[random.Next(batch.Descriptors.Length + 1)..]) != Errno.None)
                    return;
            }
        }
    }

    // Reads when the keeper waits for that.
    private static Errno Send(OwnedDescriptor socket, byte[] bytes, ReadOnlySpan<int> descriptors)
    {
        var room = new byte[FrameLimits.MostInline];
        var end = Environment.TickCount64 + 10_000;
        while (Environment.TickCount64 < end)
        {
            var sent = PacketSocket.Send(socket, bytes, descriptors, wait: false);
            if (!sent.WouldBlock)
                return sent.Error;
            var received = new List<OwnedDescriptor>();
            if (PacketSocket.Receive(socket, room, received, wait: false, out _).WouldBlock)
                Thread.Yield();
            received.ForEach(d => d.Dispose());
        }

        return Errno.EAGAIN;
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };
}
