using Supervisor.Keeper.Brain;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.Tests;

/// <summary>A brain of this version with a keeper that is older, as in the moments after a package was upgraded.</summary>
public sealed class EarlierKeeperTests : IDisposable
{
    private const int Earlier = FrameLimits.Version - 1;

    private readonly EventRecorder _events = new();
    private bool _hadBatches;

    [Fact]
    public void A_new_brain_adopts_from_it_and_takes_its_refusals()
    {
        var (ours, theirs) = PacketSocket.CreatePair();
        var keeper = new Thread(() => Keep(new FrameChannel(theirs))) { IsBackground = true };
        keeper.Start();
        using (var host = new KeeperChildHost(ours, _events.Add))
        {
            Assert.Equal((Earlier, 4711), (host.KeeperVersion, host.KeeperPid));
            var adopted = Assert.Single(host.Adopt().Children);
            Assert.Equal((new ChildRef("web", 7), 4712), (adopted.Child, adopted.Pid));
            host.BeginEvents();
            host.Ready();

            // What the older one has never heard of is refused, and nothing else happens.
            Assert.Equal(Errno.ENOSYS.Value, host.Take(new Surroundings { Umask = 18 }).Errno);
            Assert.Equal(0, host.Signal(new ChildRef("web", 7), 15, SignalScope.Process));

            // Nor does it get several frames in one message.
            using var answered = new CountdownEvent(3);
            for (var i = 0; i < answered.InitialCount; i++)
                host.Signal(new ChildRef("web", 7), 15, SignalScope.Process, errno =>
                {
                    if (errno == 0) answered.Signal();
                });
            host.Flush();
            Assert.True(answered.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        }

        Assert.True(keeper.Join(TimeSpan.FromSeconds(20)));
        Assert.False(_hadBatches);
    }

    public void Dispose() => _events.Dispose();

    // What a keeper of the version before says, for one child.
    private void Keep(FrameChannel channel)
    {
        var writer = new FrameWriter();
        using var received = new ReceivedFrame();
        while (channel.Receive(received, wait: true) == Errno.None)
        {
            _hadBatches |= channel.HasMore;
            var id = received.Header.Id;
            switch (received.Content)
            {
                case Frame.Hello:
                    Say(new Frame.Welcome(Earlier, 4711, Candidate: false, []), id);
                    break;
                case Frame.List:
                    Say(new Frame.Listed(new ChildRef("web", 7), ChildState.Running, new ChildBirth(4712, 1, 1), 0, null, null));
                    Say(new Frame.PageEnd(false), id);
                    break;
                case Frame.Signal:
                    Say(new Frame.Answer(0), id);
                    break;
                case Frame.Surroundings:
                    Say(new Frame.Answer(Errno.ENOSYS.Value, "unknown"), id);
                    break;
                default:
                    break;
            }
        }

        channel.Dispose();

        void Say(Frame frame, uint id = 0) => Assert.Equal(Errno.None, channel.Send(FrameEncoder.Encode(writer, frame, id), [], wait: true));
    }
}
