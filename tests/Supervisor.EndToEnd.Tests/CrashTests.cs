using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>The brain is killed at any moment, and no program notices.</summary>
public sealed class CrashTests : EndToEndTest
{
    private const string Counter = """
        [program.counter]
        command = ["sh", "-c", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.002; done"]
        startsecs = 0
        stdout_logfile = "${here}/counter.log"
        stdout_logfile_maxbytes = "4KB"
        stdout_logfile_backups = 500
        """;

    [Fact]
    public async Task Programs_keep_pid_uptime_and_counters_however_often_it_happens()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = "sleep 1000"
            startsecs = 0
            [program.failing]
            command = "false"
            startretries = 500
            [program.stopped]
            command = "cat"
            autostart = false
            [program.done]
            command = ["sh", "-c", "exit 3"]
            startsecs = 0
            autorestart = false
            """);
        await daemon.ReachesAsync("done", "EXITED");
        var web = await daemon.ReachesAsync("web", "RUNNING");
        var failures = 0;
        for (var i = 0; i < 5; i++)
        {
            await daemon.CrashAsync();
            var now = await daemon.Control.ProcessAsync("web");
            Assert.Equal((web.Pid, web.Start, "RUNNING"), (now.Pid, now.Start, now.StateName));
            Assert.Equal("STOPPED", (await daemon.Control.ProcessAsync("stopped")).StateName);
            var done = await daemon.Control.ProcessAsync("done");
            Assert.Equal(("EXITED", 3), (done.StateName, done.ExitStatus));
            var line = daemon.MainLogLines().Count(text => text.Contains("spawned: 'failing'", StringComparison.Ordinal));
            Assert.True(line >= failures, "its attempts are counted on");
            failures = line;
        }

        // It goes on with its attempts, and its delay grows with each through all brains: 1 s, 2 s, 3 s.
        await daemon.LogsAsync("spawned: 'failing'", 3);
        Assert.InRange(daemon.MainLogLines().Count(text => text.Contains("spawned: 'failing'", StringComparison.Ordinal)), 3, 30);
        Assert.Equal(daemon.Pid, (await daemon.Control.InfoAsync()).Pid);
        Assert.Equal([web.Pid], daemon.ProgramPids());
    }

    [Fact]
    public async Task An_exit_that_nobody_saw_is_handled_by_policy_with_its_true_status()
    {
        var daemon = await StartAsync("""
            [program.again]
            command = "sleep 1000"
            startsecs = 0
            [program.expected]
            command = ["sh", "-c", "read line; exit 7"]
            startsecs = 0
            exitcodes = [7]
            """);
        var again = await daemon.ReachesAsync("again", "RUNNING");
        var expected = await daemon.ReachesAsync("expected", "RUNNING");
        var brain = await daemon.BrainAsync();
        RunningSupervisor.SendSignal(brain, Signum.SIGSTOP);
        RunningSupervisor.SendSignal(again.Pid, Signum.SIGKILL);
        RunningSupervisor.SendSignal(expected.Pid, Signum.SIGTERM);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(again.Pid) && !ProcFs.IsAlive(expected.Pid), "both have ended");
        RunningSupervisor.SendSignal(brain, Signum.SIGKILL);

        await daemon.LogsAsync("exited: again (terminated by SIGKILL; not expected)");
        await daemon.LogsAsync("exited: expected (terminated by SIGTERM; not expected)");
        Assert.NotEqual(again.Pid, (await daemon.ReachesAsync("again", "RUNNING")).Pid);
        await daemon.ReachesAsync("expected", "RUNNING");
        Assert.Equal(2, daemon.ProgramPids().Count());
    }

    [Fact]
    public async Task A_file_that_was_broken_since_does_not_matter_and_a_removed_group_stays_removed()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = "sleep 1000"
            startsecs = 0
            [program.gone]
            command = "sleep 1000"
            startsecs = 0
            """);
        var web = await daemon.ReachesAsync("web", "RUNNING");
        await daemon.ReachesAsync("gone", "RUNNING");
        Assert.Equal(0, (await daemon.Ctl("stop", "gone")).ExitCode);
        Assert.Equal(0, (await daemon.Ctl("remove", "gone")).ExitCode);
        Folder.Write("supervisord.toml", "nonsense");
        await daemon.CrashAsync();

        Assert.Equal(["web"], (await daemon.Control.ProcessesAsync()).Select(process => process.Name));
        Assert.Equal(web.Pid, (await daemon.Control.ProcessAsync("web")).Pid);
        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "restart"));
    }

    [Fact]
    public async Task Output_is_in_the_log_once_and_in_order_over_crashes_at_any_instant()
    {
        var daemon = await StartAsync(Counter);
        var random = new Random(11);
        for (var i = 0; i < 8; i++)
        {
            await Task.Delay(random.Next(120), TestContext.Current.CancellationToken);
            await daemon.CrashAsync();
        }

        Assert.Equal("ok", await daemon.Control.OperateAsync("counter", "stop"));
        var numbers = Directory.GetFiles(Folder.Path, "counter.log*")
            .OrderByDescending(path => int.TryParse(Path.GetExtension(path)[1..], out var number) ? number : 0)
            .SelectMany(File.ReadAllLines)
            .Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.True(numbers.Count > 100, $"{numbers.Count} lines");
    }

    [Fact]
    public async Task A_flood_is_in_the_log_once_and_in_order_over_crashes_at_any_instant()
    {
        var daemon = await StartAsync("""
            [program.flood]
            command = ["seq", "1", "2000000000"]
            startsecs = 0
            stdout_logfile = "${here}/flood.log"
            stdout_logfile_maxbytes = 0
            """);
        var random = new Random(12);
        var log = new FileInfo(Folder["flood.log"]);
        for (var i = 0; i < 20; i++)
        {
            // Only what flows may be cut.
            var before = log.Exists ? log.Length : 0;
            await Eventually.IsTrueAsync(() => new FileInfo(log.FullName) is { Exists: true } now && now.Length > before + 500_000, "it flows");
            await Task.Delay(random.Next(8), TestContext.Current.CancellationToken);
            await daemon.CrashAsync();
            log.Refresh();
        }

        Assert.Equal("ok", await daemon.Control.OperateAsync("flood", "stop"));
        Assert.True(IsCount(await File.ReadAllBytesAsync(log.FullName, TestContext.Current.CancellationToken), out var wrongAt), $"line {wrongAt} is another one");
    }

    [Fact]
    public async Task Clients_of_the_event_stream_find_what_they_missed_and_ids_go_on()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = "sleep 1000"
            startsecs = 0
            """);
        await daemon.ReachesAsync("web", "RUNNING");
        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "stop"));
        var before = await daemon.Control.EventsAfterAsync(0, until: "STOPPED");
        await daemon.CrashAsync();
        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "start"));

        var after = await daemon.Control.EventsAfterAsync(0, until: "RUNNING", times: 2);
        Assert.Equal(before, after.Take(before.Count));
        var ids = after.Select(line => line.Id).ToList();
        Assert.Equal(ids.Distinct().Order(), ids);
        Assert.Contains(after, item => item.Data.Contains("\"to\":\"RUNNING\"", StringComparison.Ordinal) && item.Id > before[^1].Id);
    }

    [Fact]
    public async Task Killed_while_it_starts_it_starts_once_more_and_nothing_is_started_twice()
    {
        var daemon = RunningSupervisor.Begin(Folder, new Setup
        {
            Programs = """
                [program.web]
                command = "sleep 1000"
                startsecs = 0
                numprocs = 20
                process_name = "web_${process_num:02}"
                """,
        });
        Own(daemon);
        var random = new Random(5);

        // One more, and the keeper would give up where no program is there yet.
        for (var i = 0; i < 4; i++)
        {
            var brain = await daemon.BrainAsync();
            await Task.Delay(random.Next(40) * ((2 * i) + 1), TestContext.Current.CancellationToken);
            RunningSupervisor.SendSignal(brain, Signum.SIGKILL);
            await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(brain), "the brain is gone");
        }

        await daemon.AnswersAsync();
        await Eventually.IsTrueAsync(
            async () => (await daemon.Control.ProcessesAsync()).Count(process => process.StateName == "RUNNING") == 20, () => "all run");
        Assert.Equal((await daemon.Control.ProcessesAsync()).Select(process => process.Pid).Order(), daemon.ProgramPids().Order());
    }

    [Fact]
    public async Task A_stop_of_everything_that_was_under_way_goes_on()
    {
        var daemon = await StartAsync("""
            [program.slow]
            command = ["sh", "-c", "trap 'sleep 1; exit 0' TERM; while :; do sleep 0.05; done"]
            startsecs = 0
            stopwaitsecs = 30
            [program.web]
            command = "sleep 1000"
            startsecs = 0
            priority = 1
            """);
        await daemon.ReachesAsync("slow", "RUNNING");
        daemon.Signal(Signum.SIGTERM);
        await daemon.LogsAsync("waiting for");
        RunningSupervisor.SendSignal(await daemon.BrainAsync(), Signum.SIGKILL);
        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);
        Assert.Contains("stopped: slow (exit status 0)", daemon.MainLog, StringComparison.Ordinal);
        Assert.False(File.Exists(daemon.SocketPath));
        Assert.False(File.Exists(daemon.PidPath));
    }

    [Fact]
    public async Task A_brain_that_hangs_is_replaced()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = "sleep 1000"
            startsecs = 0
            """);
        var web = await daemon.ReachesAsync("web", "RUNNING");
        var brain = await daemon.BrainAsync();
        RunningSupervisor.SendSignal(brain, Signum.SIGSTOP);

        // On a busy machine its threads would else take the exit in before they stop.
        await Eventually.IsTrueAsync(() => ProcFs.IsStopped(brain), "it is stopped");
        RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);

        // 10 s; and a minute for one that was stopped after its sockets answered and before it had said so.
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(brain), "the hung brain is gone", TimeSpan.FromSeconds(100));
        await Eventually.IsTrueAsync(
            async () => (await daemon.Control.ProcessAsync("web")) is { StateName: "RUNNING" } now && now.Pid != web.Pid, () => "web runs again");
    }

    [Fact]
    public async Task A_brain_that_hangs_while_nothing_happens_is_replaced_when_somebody_waits_for_its_answer()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = "sleep 1000"
            startsecs = 0
            """);
        var web = await daemon.ReachesAsync("web", "RUNNING");

        // Whoever came later listens, too.
        await daemon.CrashAsync();
        var brain = await daemon.BrainAsync();
        Assert.Equal(0, (await daemon.Ctl("status")).ExitCode);
        RunningSupervisor.SendSignal(brain, Signum.SIGSTOP);
        await Eventually.IsTrueAsync(() => ProcFs.IsStopped(brain), "it is stopped");

        var status = await daemon.Ctl("status");
        Assert.Contains($"RUNNING   pid {web.Pid}", status.Stdout, StringComparison.Ordinal);
        Assert.NotEqual(brain, await daemon.BrainAsync());
        Assert.Contains("since it did not answer", daemon.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_keeper_is_killed_the_brain_stops_the_programs_in_order_and_the_next_start_is_clean()
    {
        var daemon = await StartAsync(new Setup
        {
            Programs = """
                [program.first]
                command = "sleep 1000"
                startsecs = 0
                priority = 1
                [program.last]
                command = "sleep 1000"
                startsecs = 0
                priority = 2
                """,
            MayLeaveProcesses = true,
        });
        var (first, last) = (await daemon.ReachesAsync("first", "RUNNING"), await daemon.ReachesAsync("last", "RUNNING"));
        var brain = await daemon.BrainAsync();
        daemon.Signal(Signum.SIGKILL);
        await Eventually.IsTrueAsync(
            () => !ProcFs.IsAlive(first.Pid) && !ProcFs.IsAlive(last.Pid) && !ProcFs.IsAlive(brain), "programs and brain have ended");
        Assert.Contains("the keeper, the parent of all programs, is gone", daemon.MainLog, StringComparison.Ordinal);
        Assert.False(File.Exists(daemon.SocketPath));

        var next = await StartAsync("""
            [program.first]
            command = "sleep 1000"
            startsecs = 0
            """);
        await next.ReachesAsync("first", "RUNNING");
    }

    [Fact]
    public async Task When_both_were_killed_the_next_start_names_the_programs_that_still_run_and_starts_nothing()
    {
        const string programs = """
            [program.web]
            command = "sleep 1000"
            startsecs = 0
            """;
        var daemon = await StartAsync(new Setup { Programs = programs, MayLeaveProcesses = true });
        var web = await daemon.ReachesAsync("web", "RUNNING");
        var brain = await daemon.BrainAsync();
        RunningSupervisor.SendSignal(brain, Signum.SIGSTOP);
        daemon.Signal(Signum.SIGKILL);
        RunningSupervisor.SendSignal(brain, Signum.SIGKILL);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(brain), "the brain is gone");
        for (var i = 0; i < 2; i++)
        {
            var refused = await StartInVainAsync(new Setup { Programs = programs });
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains($"web (pid {web.Pid})", refused.Stderr, StringComparison.Ordinal);
            Assert.Contains("nothing was started", refused.Stderr, StringComparison.Ordinal);
        }

        RunningSupervisor.SendSignal(web.Pid, Signum.SIGTERM);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(web.Pid), "web is gone");
        var next = await StartAsync(programs);
        await next.ReachesAsync("web", "RUNNING");
    }

    /// <summary>Whether this is 1, 2, 3 and so on, a line each, of which the last may be cut.</summary>
    private static bool IsCount(ReadOnlySpan<byte> log, out int line)
    {
        Span<byte> expected = stackalloc byte[16];
        for (line = 1; !log.IsEmpty; line++)
        {
            System.Buffers.Text.Utf8Formatter.TryFormat(line, expected, out var length);
            expected[length++] = (byte)'\n';
            var seen = Math.Min(length, log.Length);
            if (!log[..seen].SequenceEqual(expected[..seen])) return false;
            log = log[seen..];
        }

        return line > 100_000;
    }
}
