using System.Globalization;
using System.Text;
using Supervisor.Keeper.Brain;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

/// <summary>One brain dies, the next one goes on: real keeper, real kills.</summary>
public sealed class HandoverTests : IDisposable
{
    private readonly EventRecorder _events = new();
    private readonly RunningKeeper _keeper = new();

    [Fact]
    public void A_killed_brain_is_replaced_and_the_next_one_adopts_what_lives_and_what_ended()
    {
        using var first = _keeper.NextHost(_events.Add);
        var living = Start(first, "living", 3, "trap 'exit 9' TERM; echo up; while :; do sleep 0.02; done");
        var exiting = Start(first, "exiting", 1, "read line; exit 42");
        var killed = Start(first, "killed", 2, "exec sleep 1000");
        ReadLine(living.Stdout!);
        Crash(first);

        // Both end while nobody is there to hear of it.
        using var second = new KeeperChildHost(_keeper.NextBrain(), _events.Add);
        Assert.Equal(Posix.Errno.None, ProcessSignals.Send(killed.Pid, 9));
        DescriptorNumbers.WriteFully(exiting.Stdin!, "go\n"u8);
        Observe.WaitUntil(() => !Observe.IsAlive(exiting.Pid) && !Observe.IsAlive(killed.Pid), "both ended");
        Dictionary<ChildRef, AdoptedChild> adopted = [];
        Observe.WaitUntil(
            () =>
            {
                Close(adopted.Values);
                adopted = second.Adopt().Children.ToDictionary(c => c.Child);
                return adopted.Values.Count(c => c.Exit is not null) == 2;
            },
            "the keeper reaped them");

        Assert.Equal(3, adopted.Count);
        Assert.Equal((living.Pid, null), (adopted[living.Child].Pid, adopted[living.Child].Exit));
        Assert.Equal((exiting.Pid, new ExitStatus(42, 0, false)), (adopted[exiting.Child].Pid, adopted[exiting.Child].Exit));
        Assert.Equal((killed.Pid, new ExitStatus(0, 9, false)), (adopted[killed.Child].Pid, adopted[killed.Child].Exit));
        Assert.Equal(StartTicks(living.Pid), adopted[living.Child].StartTicks);
        Assert.InRange(adopted[living.Child].StartedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);

        // The second brain is as good a parent as the first.
        second.BeginEvents();
        second.Ready();
        second.Acknowledge(exiting.Child);
        second.Acknowledge(killed.Child);
        Assert.Equal(0, second.Signal(living.Child, 15, SignalScope.Process));
        Assert.Equal(9, _events.Exited(living.Child).Status.Code);
        second.Acknowledge(living.Child);
        Assert.Empty(second.Adopt().Children);
        Close(adopted.Values);
    }

    [Fact]
    public void No_byte_of_output_is_lost_between_two_brains()
    {
        using var first = _keeper.NextHost(_events.Add);
        var writer = Start(first, "writer", 1, "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line $i; done; echo errors >&2");
        var output = new StringBuilder();
        Observe.WaitUntil(() => ReadAvailable(writer.Stdout!, output) && output.Length > 100, "the first lines");
        Crash(first, writer);

        using var second = new KeeperChildHost(_keeper.NextBrain(), _events.Add);
        var child = Assert.Single(second.Adopt().Children);
        second.BeginEvents();
        Observe.WaitUntil(() => !ReadAvailable(child.Stdout!, output), "the end of the output");

        Assert.Equal(string.Concat(Enumerable.Range(1, 3000).Select(i => $"line {i}\n")), output.ToString());
        var errors = new StringBuilder();
        Observe.WaitUntil(() => !ReadAvailable(child.Stderr!, errors), "the end of the errors");
        Assert.Equal("errors\n", errors.ToString());
        Close([child]);
    }

    [Fact]
    public void What_was_asked_for_just_before_the_kill_is_done_and_told_to_the_next_brain()
    {
        using var first = _keeper.NextHost(_events.Add);
        using var journal = MemoryFile.Create("first "u8);
        first.KeepDescriptor("journal", journal);
        DescriptorNumbers.WriteFully(journal, "second"u8);
        for (var i = 0; i < 40; i++)
            first.Spawn(new ChildRef("late", i), Shell("exec sleep 1000"));
        Crash(first);

        using var second = new KeeperChildHost(_keeper.NextBrain(), _events.Add);
        var adoption = second.Adopt();
        second.BeginEvents();
        Assert.Equal(40, adoption.Children.Count);
        foreach (var child in adoption.Children.Where(c => c.IsStarting))
            _events.Spawned(child.Child);
        Assert.Equal("first second", Content(adoption.Descriptors["journal"]));
        adoption.Descriptors["journal"].Dispose();
        Observe.WaitUntil(() => _keeper.Programs().Count == 40, "all are started once");
        Close(adoption.Children);
    }

    [Fact]
    public void Descriptors_are_kept_replaced_and_dropped_and_a_list_gives_copies()
    {
        using (var first = _keeper.NextHost(_events.Add))
        {
            using var older = MemoryFile.Create("older"u8);
            using var newer = MemoryFile.Create("newer"u8);
            first.KeepDescriptor("", newer);
            first.KeepDescriptor("file", older);
            first.KeepDescriptor("file", newer);
            first.KeepDescriptor("gone", older);
            first.DropDescriptor("gone");
            first.DropDescriptor("never there");
            Crash(first);
        }

        for (var brain = 0; brain < 2; brain++)
        {
            using var next = new KeeperChildHost(_keeper.NextBrain(), _events.Add);
            for (var list = 0; list < 2; list++)
            {
                var kept = next.Adopt().Descriptors;
                Assert.Equal(["", "file"], kept.Keys.Order());
                Assert.Equal(["newer", "newer"], kept.Values.Select(Content));
                foreach (var descriptor in kept.Values)
                    descriptor.Dispose();
            }

            next.Ready();
            Crash(next);
        }
    }

    [Fact]
    public void A_name_too_many_is_refused_and_the_others_stay()
    {
        var trouble = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var host = _keeper.NextHost(_events.Add, new KeeperNotices { Trouble = trouble.Enqueue });
        using var file = MemoryFile.Create("x"u8);
        using var other = MemoryFile.Create("y"u8);
        for (var i = 0; i <= 4096; i++)
            host.KeepDescriptor($"n{i}", file);
        host.KeepDescriptor("n7", other);
        var kept = host.Adopt().Descriptors;

        Assert.Contains("No space left", Assert.Single(trouble), StringComparison.Ordinal);
        Assert.Equal(4096, kept.Count);
        Assert.Equal("y", Content(kept["n7"]));
        Assert.DoesNotContain("n4096", kept.Keys);
        foreach (var descriptor in kept.Values)
            descriptor.Dispose();
    }

    [Fact]
    public void Three_hundred_children_are_handed_over_fifty_times_and_the_keeper_grows_no_descriptor()
    {
        var host = _keeper.NextHost(_events.Add);
        var children = Enumerable.Range(0, 300).Select(i => new ChildRef($"many:{i}", i)).ToList();
        foreach (var child in children)
            host.Spawn(child, Shell("exec sleep 1000"));
        var pids = children.ToDictionary(c => c, c => _events.Spawned(c).Pid);
        _events.Dispose();
        var before = Observe.OpenDescriptors(_keeper.Pid);
        Assert.True(before >= 4 * 300, $"the keeper has only {before} descriptors");

        for (var round = 0; round < 50; round++)
        {
            Crash(host);
            host.Dispose();
            host = new KeeperChildHost(_keeper.NextBrain(), _events.Add);
            var adoption = host.Adopt();
            Assert.Equal(pids, adoption.Children.ToDictionary(c => c.Child, c => c.Pid));
            Assert.All(adoption.Children, c => Assert.True(c is { Stdin: not null, Stdout: not null, Stderr: not null, Exit: null }));
            Close(adoption.Children);
            host.BeginEvents();
            host.Ready();
        }

        host.Signal(new ChildRef("nobody", 0), 0, SignalScope.Process);

        // The runtime opens a few of its own at times; a handover that leaves one behind would leave fifty.
        Assert.InRange(Observe.OpenDescriptors(_keeper.Pid), 0, before + 20);
        host.Dispose();
    }

    [Fact]
    public void A_request_as_large_as_the_system_takes_arrives_whole()
    {
        using var host = _keeper.NextHost(_events.Add);
        var variables = Enumerable.Range(0, 12).Select(i => $"V{i}={new string('x', 100_000)}").ToList();
        var child = new ChildRef("large", 1);
        host.Spawn(child, Shell("echo ${#V0} ${#V11}") with { Environment = variables });
        var tooLarge = new ChildRef("too large", 1);
        host.Spawn(tooLarge, Shell("") with { Environment = [.. Enumerable.Repeat(variables[0], 100)] });

        Assert.Equal("100000 100000\n", _events.Output(child));
        Assert.Equal(new SpawnFailure(SpawnStage.Exec, Posix.Errno.E2BIG.Value, "/bin/sh"), _events.Failed(tooLarge));
    }

    [Fact]
    public void The_same_life_is_not_started_twice_and_a_living_child_cannot_be_acknowledged()
    {
        using var host = _keeper.NextHost(_events.Add);
        var child = Start(host, "single", 1, "exec sleep 1000");
        host.Spawn(child.Child, Shell("exec sleep 1000"));

        Assert.Equal(Posix.Errno.EEXIST.Value, _events.Failed(child.Child).Errno);
        host.Acknowledge(child.Child);
        Assert.Equal(0, host.Signal(child.Child, 0, SignalScope.Process));
        Assert.Single(_keeper.Programs());
    }

    public void Dispose()
    {
        _events.Dispose();
        _keeper.Dispose();
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };

    private HostEvent.Spawned Start(KeeperChildHost host, string name, int generation, string script)
    {
        var child = new ChildRef(name, generation);
        host.Spawn(child, Shell(script));
        return _events.Spawned(child);
    }

    // What the brain had goes with it; its pipe ends too where they are given.
    private void Crash(KeeperChildHost host, params HostEvent.Spawned[] children)
    {
        _keeper.KillBrain();
        foreach (var child in children)
        {
            child.Stdin?.Dispose();
            child.Stdout?.Dispose();
            child.Stderr?.Dispose();
        }

        host.Dispose();
    }

    private static void Close(IEnumerable<AdoptedChild> children)
    {
        foreach (var child in children)
        {
            child.CloseStreams();
        }
    }

    private static long StartTicks(int pid) =>
        long.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ')[19], CultureInfo.InvariantCulture);

    private static string Content(OwnedDescriptor file)
    {
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, (int)DescriptorIo.ReadAt(file, buffer, 0).Count);
    }

    private static void ReadLine(OwnedDescriptor pipe)
    {
        var text = new StringBuilder();
        Observe.WaitUntil(() => ReadAvailable(pipe, text) && text.ToString().Contains('\n', StringComparison.Ordinal), "a line");
    }

    // False at the end.
    private static bool ReadAvailable(OwnedDescriptor pipe, StringBuilder into)
    {
        var buffer = new byte[512];
        var result = DescriptorIo.Read(pipe, buffer);
        into.Append(Encoding.UTF8.GetString(buffer, 0, (int)result.Count));
        return result.WouldBlock || result.Count > 0;
    }
}
