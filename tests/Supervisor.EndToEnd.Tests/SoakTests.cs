using System.Globalization;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>
/// Twenty programs that write numbered lines, while brain, programs and their children are killed at random, and programs are
/// restarted and reloaded. SUPERVISOR_SOAK_SECONDS makes it long, SUPERVISOR_SOAK_SEED repeats one.
/// </summary>
public sealed class SoakTests : EndToEndTest
{
    private const int Writers = 20;

    // In kB; what the runtime's collector leaves lying about from one moment to the next.
    private const int MostGrowth = 2048;

    private static readonly int Seconds = Number("SUPERVISOR_SOAK_SECONDS") ?? 20;

    // A life begins with "start PID" and goes on with "PID 1", "PID 2" ...; each has a child in its group.
    private const string Writer = """
        [program.writer]
        command = ["sh", "-c", "sleep 1000 & echo start $$; i=0; while :; do i=$((i+1)); echo $$ $i; sleep 0.01; done"]
        numprocs = 20
        process_name = "w_${process_num:02}"
        startsecs = 0
        autorestart = true
        stopasgroup = true
        killasgroup = true
        stdout_logfile = "${here}/w_${process_num:02}.log"
        stdout_logfile_maxbytes = "64KB"
        stdout_logfile_backups = 2000
        [program.status]
        command = ["sh", "-c", "read x; exit 0"]
        startsecs = 0
        autorestart = false
        """;

    [Fact]
    public async Task One_copy_of_each_every_line_once_in_order_and_nothing_grows()
    {
        var seed = Number("SUPERVISOR_SOAK_SEED") ?? Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"SUPERVISOR_SOAK_SEED={seed}");
        var random = new Random(seed);
        var daemon = await StartAsync(Writer);
        await AllRunAsync(daemon);
        await RestAsync(daemon);
        var (before, kills) = (await CostAsync(daemon), 0);
        var end = DateTime.UtcNow.AddSeconds(Seconds);
        while (DateTime.UtcNow < end)
        {
            switch (random.Next(10))
            {
                case < 4:
                    await daemon.CrashAsync();
                    kills++;
                    break;
                case < 7:
                    foreach (var pid in daemon.ProgramPids().Where(_ => random.Next(8) == 0).ToList()) _ = Syscall.kill(pid, Signum.SIGKILL);
                    break;
                case 7:
                    foreach (var pid in daemon.Descendants().Except(daemon.ProgramPids()).Where(_ => random.Next(8) == 0).ToList())
                        _ = Syscall.kill(pid, Signum.SIGKILL);
                    break;
                case 8:
                    // What others do to it meanwhile may be told instead.
                    _ = await daemon.Control.OperateAsync($"writer:w_{random.Next(Writers):00}", "restart");
                    break;
                default:
                    _ = await daemon.Ctl(random.Next(4) == 0 ? "reload" : "update");
                    break;
            }

            await Task.Delay(random.Next(60), TestContext.Current.CancellationToken);
        }

        await AllRunAsync(daemon);
        Assert.True(kills > 0, "the brain was never killed");
        var running = (await daemon.Control.ProcessesAsync()).Where(process => process.Group == "writer").Select(process => process.Pid).Order().ToList();
        Assert.Equal(running, daemon.ProgramPids().Where(pid => ProcFs.CommandLineOf(pid).Contains("echo start", StringComparison.Ordinal)).Order());

        await RestAsync(daemon);
        var after = await CostAsync(daemon);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} brains killed; before {before}, after {after}");
        Assert.InRange(after.KeeperDescriptors, before.KeeperDescriptors - 10, before.KeeperDescriptors + 20);
        Assert.InRange(after.BrainDescriptors, before.BrainDescriptors - 20, before.BrainDescriptors + 20);
        Assert.InRange(after.KeeperMemory, 0, before.KeeperMemory + MostGrowth);
        Assert.InRange(after.BrainMemory, 0, before.BrainMemory + (4 * MostGrowth));

        Assert.Equal(200, (await daemon.Control.PostAsync("/v1/stop")).Status);
        for (var number = 0; number < Writers; number++) CheckLog(number);
    }

    private static Task AllRunAsync(RunningSupervisor daemon) => Eventually.IsTrueAsync(
        async () => (await daemon.Control.ProcessesAsync()).Count(process => process is { Group: "writer", StateName: "RUNNING" }) == Writers,
        () => $"all writers run\n{daemon.MainLog}",
        TimeSpan.FromSeconds(60));

    private void CheckLog(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"w_{number:00}.log");
        var lines = Directory.GetFiles(Folder.Path, name + "*")
            .OrderByDescending(path => int.TryParse(Path.GetExtension(path)[1..], out var backup) ? backup : 0)
            .SelectMany(File.ReadAllLines)
            .ToList();
        var (life, last) = ("", 0);
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            Assert.Equal(2, words.Length);
            if (words[0] == "start")
            {
                (life, last) = (words[1], 0);
                continue;
            }

            Assert.Equal((life, last + 1), (words[0], int.Parse(words[1], CultureInfo.InvariantCulture)));
            last++;
        }

        Assert.NotEmpty(lines);
    }

    // A new brain, so that both ends of the comparison are of the same age.
    private static async Task RestAsync(RunningSupervisor daemon)
    {
        await daemon.CrashAsync();
        await AllRunAsync(daemon);

        // The keeper gives memory back at the latest a second after the last event.
        var last = -1;
        await Eventually.IsTrueAsync(
            async () =>
            {
                await Task.Delay(1200, TestContext.Current.CancellationToken);
                var now = ProcFs.MemoryOf(daemon.Pid).Written;
                (var before, last) = (last, now);
                return before == now;
            },
            () => "the keeper's memory stays as it is");
    }

    private static async Task<Cost> CostAsync(RunningSupervisor daemon)
    {
        var brain = await daemon.BrainAsync();
        return new Cost(Descriptors(daemon.Pid), Descriptors(brain), ProcFs.MemoryOf(daemon.Pid).Written, ProcFs.MemoryOf(brain).Written);
    }

    private sealed record Cost(int KeeperDescriptors, int BrainDescriptors, int KeeperMemory, int BrainMemory);

    private static int Descriptors(int pid) => Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
