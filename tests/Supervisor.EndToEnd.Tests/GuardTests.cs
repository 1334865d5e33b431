using System.Globalization;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>
/// What was won stays won: counts that do not depend on the machine's mood, with a quarter of room above what was counted when they were
/// written. Who makes one grow has to say why. Wake-ups are in <see cref="IdleTests"/>, memory in <see cref="FootprintTests"/>.
/// </summary>
public sealed class GuardTests : EndToEndTest
{
    [Fact]
    public async Task System_calls_of_a_restart()
    {
        SkipUnlessCountable();
        const int Rounds = 40, Most = 150;
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "100000"]
            startsecs = 0
            autorestart = true
            """);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        var brain = await daemon.BrainAsync();

        // The threads that starts are made from live as long as the keeper, and come with the first.
        for (var i = 0; i < 5; i++) pid = await RestartAsync(daemon, pid);
        await using var counting = await SystemCalls.CountAsync(Folder["calls"], daemon.Pid, brain);
        for (var i = 0; i < Rounds; i++) pid = await RestartAsync(daemon, pid);
        var calls = await counting.EndAsync();
        AssertAtMost(Most, calls, Rounds, "a restart");
    }

    [Fact]
    public async Task System_calls_of_a_stop_of_everything()
    {
        SkipUnlessCountable();
        const int Programs = 200, Most = 23;
        var daemon = await StartAsync($"""
            [program.quiet]
            command = ["sleep", "100000"]
            startsecs = 0
            numprocs = {Programs}
            process_name = "quiet_${Number}"
            """);
        await daemon.LogsAsync("entered RUNNING state", times: Programs);
        await using var counting = await SystemCalls.CountAsync(Folder["calls"], daemon.Pid, await daemon.BrainAsync());
        RunningSupervisor.SendSignal(daemon.Pid, Signum.SIGTERM);
        await daemon.EndsAsync();
        AssertAtMost(Most, await counting.EndAsync(), Programs, "a stop");
    }

    [Fact]
    public async Task System_calls_of_a_mebibyte_of_output()
    {
        SkipUnlessCountable();
        const int Megabytes = 64, Most = 100;
        var daemon = await StartAsync($$"""
            [program.flood]
            command = ["sh", "-c", "yes 123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-12345678 | head -c {{Megabytes}}M"]
            startsecs = 0
            autostart = false
            autorestart = false
            stdout_logfile = "${here}/flood.log"
            stdout_logfile_maxbytes = 0
            """);
        await using var counting = await SystemCalls.CountAsync(Folder["calls"], daemon.Pid, await daemon.BrainAsync());
        await daemon.Ctl("start", "flood");
        await daemon.LogsAsync("exited: flood");
        var calls = await counting.EndAsync();
        Assert.Equal(Megabytes * 1024L * 1024, new FileInfo(Folder["flood.log"]).Length);
        AssertAtMost(Most, calls, Megabytes, "a mebibyte");
    }

    [Fact]
    public async Task Descriptors_and_threads_of_a_program()
    {
        SkipUnlessCountable();
        const int Few = 10, Many = 210;
        var (keeperFew, brainFew) = await CountAsync(Few);
        var (keeperMany, brainMany) = await CountAsync(Many);
        Assert.Equal(4, (keeperMany.Descriptors - keeperFew.Descriptors) / (Many - Few));

        // The other ends of its three pipes, and two log files.
        Assert.Equal(5, (brainMany.Descriptors - brainFew.Descriptors) / (Many - Few));
        Assert.InRange(keeperMany.Threads, 1, keeperFew.Threads + 4);
        Assert.InRange(brainMany.Threads, 1, brainFew.Threads + 8);
    }

    [Fact]
    public async Task A_start_executes_supervisord_twice_and_loads_no_library()
    {
        Assert.SkipUnless(Binaries.AreReleased, "needs the release binaries (SUPERVISOR_BIN): a managed build has more threads and libraries");
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "100000"]
            startsecs = 0
            """);
        await daemon.ReachesAsync("web", "RUNNING");

        // The process that was started is the keeper as it was started: its arguments are the given ones.
        Assert.Contains("supervisord -n ", ProcFs.CommandLineOf(daemon.Pid), StringComparison.Ordinal);
        Assert.DoesNotContain(await File.ReadAllLinesAsync($"/proc/{await daemon.BrainAsync()}/maps", TestContext.Current.CancellationToken), line => line.Contains("libMonoPosixHelper", StringComparison.Ordinal));

        // And nevertheless no thread of it lets a signal through that it passes on: TERM, INT, QUIT, HUP, USR1, USR2, URG, CHLD.
        const ulong Passed = 1 << 14 | 1 << 1 | 1 << 2 | 1 << 0 | 1 << 9 | 1 << 11 | 1 << 22 | 1 << 16;
        Assert.All(
            Directory.GetDirectories($"/proc/{daemon.Pid}/task"),
            task => Assert.Equal(Passed, ulong.Parse(
                File.ReadLines($"{task}/status").First(line => line.StartsWith("SigBlk:", StringComparison.Ordinal))[7..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & Passed));
    }

    private static void SkipUnlessCountable()
    {
        Assert.SkipUnless(Binaries.AreReleased, "needs the release binaries (SUPERVISOR_BIN): a managed build compiles meanwhile");
        Assert.SkipUnless(SystemCalls.CanCount, "needs strace");
    }

    private static async Task<int> RestartAsync(RunningSupervisor daemon, int pid)
    {
        RunningSupervisor.SendSignal(pid, Signum.SIGKILL);
        var next = 0;
        await Eventually.IsTrueAsync(
            () => (next = daemon.ProgramPids().FirstOrDefault(other => other != pid && ProcFs.CommandLineOf(other) == "sleep 100000")) != 0, "it runs again");
        return next;
    }

    private static async Task<(Count Keeper, Count Brain)> CountAsync(int programs)
    {
        using var folder = new TemporaryFolder();
        await using var daemon = await RunningSupervisor.StartAsync(folder, new Setup
        {
            Programs = $"""
                [program.quiet]
                command = ["sleep", "100000"]
                startsecs = 0
                numprocs = {programs}
                process_name = "quiet_${Number}"
                """,
        });
        await daemon.LogsAsync("entered RUNNING state", times: programs);
        return (Count.Of(daemon.Pid), Count.Of(await daemon.BrainAsync()));
    }

    private const string Number = "{process_num}";

    private static void AssertAtMost(int most, IReadOnlyDictionary<string, int> calls, int times, string of)
    {
        // How often a lock is waited for, or somebody else let go first, is the machine's mood.
        var each = calls.Where(pair => pair.Key is not ("futex" or "sched_yield")).Sum(pair => pair.Value) / times;
        Assert.True(
            each <= most,
            $"{each} system calls for {of}, {most} at most: {string.Join(", ", calls.OrderByDescending(pair => pair.Value).Select(pair => $"{(double)pair.Value / times:0.0} {pair.Key}"))}");
    }

    private sealed record Count(int Descriptors, int Threads)
    {
        public static Count Of(int pid) =>
            new(Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length, Directory.GetDirectories($"/proc/{pid}/task").Length);
    }
}
