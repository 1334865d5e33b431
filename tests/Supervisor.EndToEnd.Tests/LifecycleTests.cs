using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Start, death and restart of programs.</summary>
public sealed class LifecycleTests : EndToEndTest
{
    [Fact]
    public async Task A_program_runs_and_its_life_is_logged_in_supervisords_words()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            """);
        var info = await daemon.ReachesAsync("web", "RUNNING");
        await daemon.StopAsync();

        Assert.Equal(
            [
                "INFO RPC interface 'supervisor' initialized",
                $"INFO supervisord started with pid {daemon.Pid}",
                $"INFO spawned: 'web' with pid {info.Pid}",
                "INFO success: web entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)",
                "WARN received SIGTERM indicating exit request",
                "WARN stopped: web (terminated by SIGTERM)",
            ],
            daemon.MainLogLines().Where(line => !line.StartsWith("CRIT ", StringComparison.Ordinal) && !IsWaiting(line)));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \w{4} ", daemon.MainLog);
    }

    [Fact]
    public async Task A_program_is_STARTING_until_startsecs_have_passed()
    {
        var daemon = await StartAsync("""
            [program.slow]
            command = ["sleep", "1000"]
            startsecs = "1h"

            [program.quick]
            command = ["sleep", "1000"]
            startsecs = 0.2
            """);
        var quick = await daemon.ReachesAsync("quick", "RUNNING");
        var slow = await daemon.Control.ProcessAsync("slow");

        Assert.Equal(("STARTING", 10, ""), (slow.StateName, slow.State, slow.Description));
        Assert.True(ProcFs.IsAlive(slow.Pid));
        Assert.Equal(20, quick.State);
        Assert.Matches($"^pid {quick.Pid}, uptime 0:00:0[0-9]$", quick.Description);
    }

    [Fact]
    public async Task A_killed_program_runs_again_at_once_with_another_pid()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            startsecs = 0
            autorestart = true
            """);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var killed = System.Diagnostics.Stopwatch.StartNew();
            RunningSupervisor.SendSignal(pid, Signum.SIGKILL);
            var before = pid;
            await Eventually.IsTrueAsync(
                async () => (pid = (await daemon.Control.ProcessAsync("web")).Pid) != before && pid != 0, () => "it runs again");
            if (killed.Elapsed < fastest) fastest = killed.Elapsed;
            Assert.False(ProcFs.IsAlive(before));
        }

        // supervisord takes up to a second; the best of five says that nothing here waits for a clock.
        Assert.True(fastest < TimeSpan.FromMilliseconds(500), $"the fastest restart took {fastest}");
        await daemon.LogsAsync(" WARN exited: web (terminated by SIGKILL; not expected)\n");
    }

    [Theory]
    [InlineData("\"unexpected\"", "[0]", 3, "WARN exited: job (exit status 3; not expected)")]
    [InlineData("true", "[0]", 0, "INFO exited: job (exit status 0; expected)")]
    [InlineData("true", "[]", 0, "WARN exited: job (exit status 0; not expected)")]
    public async Task A_program_that_ends_is_started_again(string autorestart, string exitcodes, int status, string line)
    {
        var daemon = await StartAsync(Job(autorestart, exitcodes, status));

        await daemon.LogsAsync("spawned: 'job'", times: 2);
        await daemon.LogsAsync($" {line}\n");
    }

    [Theory]
    [InlineData("\"unexpected\"", "[0]", 0, "INFO exited: job (exit status 0; expected)", "")]
    [InlineData("\"unexpected\"", "[0, 3]", 3, "INFO exited: job (exit status 3; expected)", "")]
    [InlineData("false", "[0]", 0, "INFO exited: job (exit status 0; expected)", "")]
    [InlineData("false", "[0]", 3, "WARN exited: job (exit status 3; not expected)", "Bad exit code 3")]
    public async Task A_program_that_may_end_stays_EXITED(string autorestart, string exitcodes, int status, string line, string error)
    {
        var daemon = await StartAsync(Job(autorestart, exitcodes, status));
        var info = await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal((100, status, 0, error), (info.State, info.ExitStatus, info.Pid, info.SpawnError));
        Assert.Matches(@"^[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M$", info.Description);
        Assert.True(info.Stop >= info.Start && info.Start > 0);
        await daemon.LogsAsync($" {line}\n");
        Assert.Single(daemon.MainLogLines(), text => text.Contains("spawned:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_ends_too_quickly_is_retried_ever_more_slowly_and_then_FATAL()
    {
        var daemon = await StartAsync("""
            [program.bad]
            command = ["sh", "-c", "exit 4"]
            startretries = 1
            """);
        var backoff = await daemon.ReachesAsync("bad", "BACKOFF");
        Assert.Equal((30, 0, "Exited too quickly (process log may have details)"), (backoff.State, backoff.Pid, backoff.Description));
        var fatal = await daemon.ReachesAsync("bad", "FATAL");

        Assert.Equal((200, 0, "Exited too quickly (process log may have details)"), (fatal.State, fatal.ExitStatus, fatal.SpawnError));
        await daemon.LogsAsync("gave up");
        var lines = daemon.MainLogLines().Where(line => line.Contains("bad", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            lines,
            line => Assert.StartsWith("INFO spawned: 'bad' with pid ", line, StringComparison.Ordinal),
            line => Assert.Equal("WARN exited: bad (exit status 4; not expected)", line),
            line => Assert.StartsWith("INFO spawned: 'bad' with pid ", line, StringComparison.Ordinal),
            line => Assert.Equal("WARN exited: bad (exit status 4; not expected)", line),
            line => Assert.Equal("INFO gave up: bad entered FATAL state, too many start retries too quickly", line));
    }

    [Fact]
    public async Task Stopping_a_program_in_BACKOFF_ends_its_retries()
    {
        var daemon = await StartAsync("""
            [program.bad]
            command = ["false"]
            startretries = 100
            """);
        await daemon.ReachesAsync("bad", "BACKOFF");

        Assert.Equal("already_started", await daemon.Control.OperateAsync("bad", "start"));
        Assert.Equal("not_running", await daemon.Control.OperateAsync("bad", "signal/HUP"));
        Assert.Equal("ok", await daemon.Control.OperateAsync("bad", "stop"));
        Assert.Equal("STOPPED", (await daemon.Control.ProcessAsync("bad")).StateName);
    }

    [Fact]
    public async Task A_program_without_autostart_waits_for_its_start()
    {
        var daemon = await StartAsync("""
            [program.job]
            command = ["sleep", "1000"]
            autostart = false
            startsecs = 0.1
            """);
        var before = await daemon.Control.ProcessAsync("job");
        Assert.Equal(("STOPPED", 0, "Not started", 0), (before.StateName, before.State, before.Description, before.Start));

        Assert.Equal("ok", await daemon.Control.OperateAsync("job", "start"));
        Assert.Equal("RUNNING", (await daemon.Control.ProcessAsync("job")).StateName);
        Assert.Equal("already_started", await daemon.Control.OperateAsync("job", "start"));
    }

    [Fact]
    public async Task Numprocs_makes_processes_of_one_group()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "echo $SUPERVISOR_PROCESS_NAME ${process_num} of ${numprocs}; exec sleep 1000"]
            numprocs = 2
            numprocs_start = 5
            stdout_logfile = "${here}/web-${process_num}.log"

            [program.named]
            command = ["sleep", "1000"]
            numprocs = 2
            process_name = "${program_name}-${process_num:03}"
            """);

        Assert.Equal(
            ["named:named-000", "named:named-001", "web:web_05", "web:web_06"],
            (await daemon.Control.ProcessesAsync()).Select(process => $"{process.Group}:{process.Name}"));
        await daemon.FileHasAsync("web-5.log", "web_05 5 of 2\n");
        await daemon.FileHasAsync("web-6.log", "web_06 6 of 2\n");
    }

    [Fact]
    public async Task A_group_takes_programs_in_and_is_driven_as_one()
    {
        var daemon = await StartAsync("""
            [program-default]
            startsecs = 0

            [program.web]
            command = ["sleep", "1000"]

            [program.worker]
            command = ["sleep", "1000"]

            [program.other]
            command = ["sleep", "1000"]

            [group.site]
            programs = ["web", "worker"]
            """);
        await daemon.ReachesAsync("site:web", "RUNNING");
        await daemon.ReachesAsync("site:worker", "RUNNING");

        var (status, body) = await daemon.Control.PostAsync("/v1/groups/site/stop");
        Assert.Equal(200, status);
        Assert.Equal(
            ["site:web ok", "site:worker ok"],
            body.GetProperty("results").EnumerateArray()
                .Select(result => $"{result.GetProperty("group")}:{result.GetProperty("name")} {result.GetProperty("code")}")
                .Order());
        Assert.Equal("RUNNING", (await daemon.ReachesAsync("other", "RUNNING")).StateName);
        Assert.Equal("STOPPED", (await daemon.Control.ProcessAsync("site:web")).StateName);
    }

    // Said only while there is something to wait for.
    private static bool IsWaiting(string line) => line.StartsWith("INFO waiting for ", StringComparison.Ordinal);

    private static string Job(string autorestart, string exitcodes, int status) => $"""
        [program.job]
        command = ["sh", "-c", "sleep 0.4; exit {status}"]
        startsecs = 0.1
        autorestart = {autorestart}
        exitcodes = {exitcodes}
        """;
}
