using Supervisor.Keeper.Brain;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.Tests;

/// <summary>Several frames in one message.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly EventRecorder _events = new();
    private readonly FrameWriter _writer = new();

    [Fact]
    public void Frames_of_a_batch_come_back_one_after_the_other_each_with_its_descriptors()
    {
        var (ours, theirs) = PacketSocket.CreatePair();
        using var sender = new FrameChannel(ours);
        using var receiver = new FrameChannel(theirs);
        using var received = new ReceivedFrame();
        using var one = MemoryFile.Create("one"u8);
        using var two = MemoryFile.Create("two"u8);
        var batch = new FrameBatch();
        for (var seed = 0; seed < 50; seed++)
        {
            List<(string Frame, uint Id, int Descriptors)> sent = [];
            batch.Clear();
            foreach (var frame in new SampleFrames(seed).OneOfEach().Where(frame => frame is not Frame.Spawn))
            {
                int[] descriptors = [.. new[] { one.Number, two.Number }.Take(sent.Count % 3)];
                Assert.True(batch.TryAdd(FrameEncoder.Encode(_writer, frame, (uint)seed).Message, descriptors));
                sent.Add((ProtocolTests.Text(frame), (uint)seed, descriptors.Length));
            }

            Assert.Equal(Errno.None, sender.Send(batch, wait: false));
            foreach (var expected in sent)
            {
                Assert.Equal(Errno.None, receiver.Receive(received, wait: false));
                Assert.Equal(ProtocolError.None, received.Error);
                Assert.Equal(expected, (ProtocolTests.Text(received.Content!), received.Header.Id, received.Descriptors.Count));
            }

            Assert.False(receiver.HasMore);
            Assert.Equal(Errno.EAGAIN, receiver.Receive(received, wait: false));
        }
    }

    [Fact]
    public void A_batch_takes_no_more_than_a_message_holds()
    {
        var batch = new FrameBatch();
        var frame = FrameEncoder.Encode(_writer, new Frame.KeepDescriptor(new string('x', 4000))).Message.ToArray();
        while (batch.TryAdd(frame, []))
            Assert.InRange(batch.Message.Length, 1, FrameLimits.MostInline);
        Assert.Equal(8, batch.Count);

        batch.Clear();
        int[] descriptors = [.. Enumerable.Repeat(0, 100)];
        Assert.True(batch.TryAdd(frame, descriptors));
        Assert.True(batch.TryAdd(frame, descriptors));
        Assert.False(batch.TryAdd(frame, descriptors));
        Assert.False(new FrameBatch().TryAdd(new byte[FrameLimits.MostInline], []));
    }

    [Fact]
    public void A_broken_batch_is_one_error_and_leaves_no_descriptor_open()
    {
        var (ours, theirs) = PacketSocket.CreatePair();
        using var socket = ours;
        using var receiver = new FrameChannel(theirs);
        using var received = new ReceivedFrame();
        var (file, other) = PacketSocket.CreatePair();
        using var passed = file;
        using var peer = other;
        var name = new FileInfo($"/proc/self/fd/{file.Number}").LinkTarget;
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var batch = new FrameBatch();
            for (var i = random.Next(1, 6); i >= 0; i--)
                Assert.True(batch.TryAdd(FrameEncoder.Encode(_writer, new Frame.KeepDescriptor($"name {i}"), 7).Message, random.Next(2) == 0 ? [file.Number] : []));
            var bytes = batch.Message.ToArray();
            if (random.Next(3) == 0)
                bytes = bytes[..random.Next(FrameLimits.HeaderSize + 1, bytes.Length)];
            for (var i = random.Next(4); i > 0; i--)
                bytes[random.Next(FrameLimits.HeaderSize, bytes.Length)] = (byte)random.Next(256);
            Assert.Equal(Errno.None, PacketSocket.Send(socket, bytes, batch.Descriptors, wait: false).Error);
            while (receiver.Receive(received, wait: false) == Errno.None)
                Assert.Equal(received.Error == ProtocolError.None, received.Content is not null);
            Assert.False(receiver.HasMore);
        }

        // Not how many there are: other tests leave some to the collector.
        Assert.Single(Directory.EnumerateFiles("/proc/self/fd"), descriptor => new FileInfo(descriptor).LinkTarget == name);

        // A batch in a batch, and one with nothing in it.
        var inner = new FrameBatch();
        Assert.True(inner.TryAdd(FrameEncoder.Encode(_writer, new Frame.Ready()).Message, []));
        Assert.True(inner.TryAdd(FrameEncoder.Encode(_writer, new Frame.Ready()).Message, []));
        var outer = new FrameBatch();
        Assert.True(outer.TryAdd(inner.Message, []));
        Assert.True(outer.TryAdd(inner.Message, []));
        Assert.Equal(Errno.None, PacketSocket.Send(socket, outer.Message, [], wait: false).Error);
        Assert.Equal(Errno.None, PacketSocket.Send(socket, outer.Message[..FrameLimits.HeaderSize], [], wait: false).Error);
        foreach (var expected in new[] { ProtocolError.UnknownField, ProtocolError.UnknownField, ProtocolError.Missing })
        {
            Assert.Equal(Errno.None, receiver.Receive(received, wait: false));
            Assert.Equal(expected, received.Error);
        }
    }

    [Fact]
    public void What_many_children_do_at_once_is_told_in_few_messages_to_who_takes_that_and_one_by_one_to_who_does_not()
    {
        var together = Stop(FrameLimits.Version);
        var alone = Stop(FrameLimits.FirstWithBatches - 1);
        Assert.InRange(together, 1, Children / 2);
        Assert.InRange(alone, 2 * Children, int.MaxValue);
    }

    [Fact]
    public void Signals_that_wait_for_the_flush_are_all_sent_and_answered_once()
    {
        using var keeper = new RunningKeeper();
        using var host = keeper.NextHost(_events.Add);
        ChildRef[] children = [.. Enumerable.Range(0, Children).Select(i => new ChildRef($"child {i}", 1))];
        foreach (var child in children)
            host.Spawn(child, Sleep);
        foreach (var child in children)
            Close(_events.Spawned(child));
        var answers = new int[Children + 1];
        var errnos = new int[Children + 1];
        for (var i = 0; i < answers.Length; i++)
        {
            var number = i;
            host.Signal(
                number < Children ? children[number] : new ChildRef("nobody", 1),
                9,
                SignalScope.Process,
                errno => errnos[number] = Interlocked.Increment(ref answers[number]) == 1 ? errno : -1);
        }

        host.Flush();
        foreach (var child in children)
        {
            Assert.Equal(9, _events.Exited(child).Status.Signal);
            host.Acknowledge(child);
        }

        Observe.WaitUntil(() => answers.All(count => count > 0), "all are answered");
        Assert.All(answers, count => Assert.Equal(1, count));
        Assert.Equal([.. Enumerable.Repeat(0, Children), Errno.ESRCH.Value], errnos);

        // What was acknowledged is gone when this is answered, as it was made later.
        Assert.Equal(Errno.ESRCH.Value, host.Signal(children[^1], 0, SignalScope.Group));
        Observe.WaitUntil(() => Observe.OpenDescriptors(keeper.Pid) < Children, "what they left is closed");
    }

    [Fact]
    public void Who_waits_for_the_answer_to_a_signal_that_cannot_be_sent_is_told_so()
    {
        using var keeper = new RunningKeeper();
        using var lost = new ManualResetEventSlim();
        using var host = keeper.NextHost(_events.Add, new KeeperNotices { Lost = lost.Set });
        keeper.Signal(9);
        Assert.True(lost.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        int? errno = null;
        host.Signal(new ChildRef("nobody", 1), 15, SignalScope.Process, answer => errno = answer);
        host.Flush();
        Assert.Equal(Errno.ESRCH.Value, errno);
    }

    public void Dispose() => _events.Dispose();

    private const int Children = 60;

    private static SpawnRequest Sleep => new() { Executable = "/bin/sleep", Arguments = ["sleep", "1000"], Environment = ["PATH=/usr/bin:/bin"] };

    // A brain of that version starts children, and has all killed while the keeper is held up: how many messages it got until the last exit.
    private int Stop(int version)
    {
        using var keeper = new RunningKeeper("patience=60000");
        using var channel = new FrameChannel(keeper.NextBrain());
        using var received = new ReceivedFrame();
        Send(new Frame.Hello(version));
        Send(new Frame.Begin());
        for (var i = 0; i < Children; i++)
            Send(new Frame.Spawn(new ChildRef($"child {i}", 1), Sleep), (uint)i + 1);
        var pids = new List<int>();
        while (pids.Count < Children)
        {
            Assert.Equal(Errno.None, channel.Receive(received, wait: true));
            if (received.Content is Frame.Spawned spawned)
                pids.Add(spawned.Birth.Pid);
        }

        // All is asked for and all has ended before the keeper looks.
        keeper.Signal(19);
        for (var i = 0; i < Children; i++)
            Send(new Frame.Signal(new ChildRef($"child {i}", 1), 0, SignalScope.Process), 1000);
        pids.ForEach(pid => Assert.Equal(Errno.None, ProcessSignals.Send(pid, 9)));
        Observe.WaitUntil(() => pids.TrueForAll(pid => !Observe.IsAlive(pid)), "all have ended");
        keeper.Signal(18);
        var (messages, exits) = (0, 0);
        while (exits < Children)
        {
            messages += channel.HasMore ? 0 : 1;
            Assert.Equal(Errno.None, channel.Receive(received, wait: true));
            exits += received.Content is Frame.Exited ? 1 : 0;
        }

        return messages;

        void Send(Frame frame, uint id = 0) => Assert.Equal(Errno.None, channel.Send(FrameEncoder.Encode(_writer, frame, id), [], wait: true));
    }

    private static void Close(HostEvent.Spawned spawned)
    {
        spawned.Stdin?.Dispose();
        spawned.Stdout?.Dispose();
        spawned.Stderr?.Dispose();
    }
}
