using Supervisor.Posix;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Subprocess.Tests.Launching;

public sealed class LauncherTests
{
    private const string ListDescriptors = "cd /proc/self/fd; echo *";

    public static TheoryData<bool> BothPaths => [false, true];

    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Passed_descriptors_and_no_others_arrive(bool staged)
    {
        using var first = DescriptorNumbers.OpenNull();
        using var second = DescriptorNumbers.OpenNull();
        using var third = DescriptorNumbers.OpenNull();
        DescriptorNumbers.SetCloseOnExec(second.Number, false);
        var request = Path(staged, ListDescriptors) with { PassDescriptors = [third.Number, first.Number] };

        // One more is the folder that the shell's glob reads; it takes the lowest free number.
        var numbers = LaunchOutput.Of(request).Split(' ').Select(int.Parse).ToHashSet();

        Assert.Subset(numbers, new HashSet<int> { 0, 1, 2, first.Number, third.Number });
        Assert.DoesNotContain(second.Number, numbers.Where(n => n != 3));
        Assert.Equal(6, numbers.Count);
    }

    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Descriptors_that_are_not_close_on_exec_are_inherited_when_asked_for(bool staged)
    {
        using var kept = DescriptorNumbers.TryDuplicate(0, 200, out _)!;
        DescriptorNumbers.SetCloseOnExec(kept.Number, false);

        var numbers = LaunchOutput.Of(Path(staged, ListDescriptors) with { CloseDescriptors = false }).Trim().Split(' ');

        Assert.Contains($"{kept.Number}", numbers);
    }

    [Theory]
    [MemberData(nameof(BothPaths))]
    public void A_new_session_has_no_terminal_and_is_led_by_the_child(bool staged) =>
        Assert.Equal("same\n", LaunchOutput.Of(Path(staged, "read p c s pp g session r </proc/$$/stat; [ $p = $session ] && echo same")
            with
        { Grouping = SpawnGrouping.Session }));

    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Without_a_group_of_its_own_the_child_is_in_ours(bool staged) =>
        Assert.Equal(
            $"{CurrentProcess.ProcessGroup()}\n",
            LaunchOutput.Of(Path(staged, "read p c s pp g r </proc/$$/stat; echo $g") with { Grouping = SpawnGrouping.Inherit }));

    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Ignored_signals_stay_ignored_when_not_reset(bool staged)
    {
        // SIGPIPE is 13: .NET ignores it.
        var ignored = LaunchOutput.Of(Path(staged, "grep SigIgn /proc/self/status") with { ResetSignals = false });

        Assert.NotEqual(0UL, Convert.ToUInt64(ignored.Split('\t')[1].Trim(), 16) & (1UL << 12));
    }

    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Streams_can_be_swapped(bool staged)
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            // stdout becomes stderr and the pipe becomes stdout, of a child whose stdin is our stdout.
            var result = Launcher.Launch(Path(staged, "echo to the pipe; exit 0") with { Stdin = 1, Stdout = writer.Number, Stderr = 0 });
            writer.Dispose();
            var launched = Assert.IsType<Launched>(result);
            var buffer = new byte[100];
            Assert.Equal("to the pipe\n"u8.ToArray(), buffer[..DescriptorNumbers.ReadFully(reader, buffer)]);
            ChildWait.Reap(launched.Pid);
            launched.Pidfd.Dispose();
        }
    }

    [Fact]
    public void A_foreign_process_group_is_refused()
    {
        var result = Launcher.Launch(LaunchOutput.Shell("exit 0") with { Grouping = SpawnGrouping.ProcessGroup, ProcessGroup = 1 << 22 });

        Assert.Equal(LaunchStage.ProcessGroup, Assert.IsType<LaunchFailure>(result).Stage);
    }

    [Fact]
    public void Arguments_beyond_the_limit_of_the_kernel_fail_at_the_exec()
    {
        var request = LaunchOutput.Shell("exit 0") with { Environment = [new string('x', 200_000)] };

        Assert.Equal(new LaunchFailure(LaunchStage.Exec, Errno.E2BIG, "/bin/sh"), Launcher.Launch(request));
        Assert.Equal(
            new LaunchFailure(LaunchStage.Exec, Errno.E2BIG, "/bin/sh"),
            Launcher.Launch(request with { Settings = new ExecSettings() }));
    }

    [Fact]
    public void A_large_environment_passes_through_the_stage()
    {
        var environment = Enumerable.Range(0, 5000).Select(i => $"V{i}={new string('x', 100)}").Append("PATH=/usr/bin:/bin");

        Assert.Equal("5000\n", LaunchOutput.Of(LaunchOutput.Shell("env | grep -c '^V'") with { Environment = [.. environment], Settings = new ExecSettings() }));
    }

    [Fact]
    public void High_descriptors_are_given_to_children_with_a_low_limit_also_while_another_spawn_lowers_it()
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        using (writer)
        {
            using var high = DescriptorNumbers.TryDuplicate(writer.Number, 600, out _)!;
            writer.Dispose();
            Assert.Equal(Errno.None, DescriptorLimitGate.Enter(300));
            LaunchResult? result = null;
            var launcher = new Thread(() => result = Launcher.Launch(LaunchOutput.Shell("ulimit -Sn") with { Stdout = high.Number, SoftDescriptorLimit = 200 }));
            launcher.Start();

            // It waits for the gate, since the number is refused at the lowered limit.
            Assert.True(SpinWait.SpinUntil(() => launcher.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(20)));
            DescriptorLimitGate.Leave();
            launcher.Join();
            high.Dispose();
            var launched = Assert.IsType<Launched>(result);
            var buffer = new byte[100];
            Assert.Equal("200\n"u8.ToArray(), buffer[..DescriptorNumbers.ReadFully(reader, buffer)]);
            ChildWait.Reap(launched.Pid);
            launched.Pidfd.Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_spawn_that_hangs_with_a_lowered_limit_keeps_no_other_program_from_starting(bool staged)
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        using (writer)
        {
            using var high = DescriptorNumbers.TryDuplicate(writer.Number, 600, out _)!;
            writer.Dispose();
            Assert.Equal(Errno.None, DescriptorLimitGate.Enter(300));
            try
            {
                var request = LaunchOutput.Shell("ulimit -Sn") with
                {
                    Stdout = high.Number,
                    SoftDescriptorLimit = 300,
                    Settings = staged ? new ExecSettings() : null,
                };
                var result = await Task.Run(() => Launcher.Launch(request), TestContext.Current.CancellationToken)
                    .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
                high.Dispose();
                var launched = Assert.IsType<Launched>(result);
                var buffer = new byte[100];
                Assert.Equal("300\n"u8.ToArray(), buffer[..DescriptorNumbers.ReadFully(reader, buffer)]);
                ChildWait.Reap(launched.Pid);
                launched.Pidfd.Dispose();
            }
            finally
            {
                DescriptorLimitGate.Leave();
            }
        }
    }

    private static LaunchRequest Path(bool staged, string script) =>
        LaunchOutput.Shell(script) with { Settings = staged ? new ExecSettings() : null };
}
