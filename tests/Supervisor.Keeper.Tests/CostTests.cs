using System.Globalization;

namespace Supervisor.Keeper.Tests;

/// <summary>What a keeper costs; only the native program tells.</summary>
public sealed class CostTests : IDisposable
{
    private const int Resident = 8192;
    private const int Private = 4096;

    private readonly EventRecorder _events = new();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_keeper_is_small_and_never_wakes(int programs)
    {
        Assert.SkipWhen(RunningKeeper.IsManaged, $"set {RunningKeeper.ProgramVariable} to the native keeper-test-program");
        using var keeper = new RunningKeeper();
        using var host = keeper.NextHost(_events.Add);
        for (var i = 0; i < programs; i++)
            host.Spawn(new ChildRef($"group:program_{i}", 1), Request());
        for (var i = 0; i < programs; i++)
            Close(_events.Spawned(new ChildRef($"group:program_{i}", 1)));
        Settle(keeper);
        var switches = Switches(keeper.Pid);
        using var never = new ManualResetEventSlim();
        never.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(switches, Switches(keeper.Pid));
        var (resident, ours) = Memory(keeper.Pid);
        TestContext.Current.SendDiagnosticMessage($"{programs} programs: {resident} kB resident, {ours} kB private");
        Assert.InRange(resident, 0, Resident);
        Assert.InRange(ours, 0, Private);
    }

    [Fact]
    public void After_a_large_request_and_a_new_brain_a_keeper_is_small_again()
    {
        Assert.SkipWhen(RunningKeeper.IsManaged, $"set {RunningKeeper.ProgramVariable} to the native keeper-test-program");
        using var keeper = new RunningKeeper();
        using var host = keeper.NextHost(_events.Add);
        var large = new ChildRef("large", 1);

        // Twice what the kernel takes, so that it fails; what it takes is asked for after it.
        host.Spawn(large, Request() with { Environment = [.. Enumerable.Repeat(new string('x', 100_000), 100)] });
        _events.Failed(large);
        var fitting = new ChildRef("fitting", 1);
        host.Spawn(fitting, Request() with { Environment = [.. Enumerable.Repeat(new string('x', 100_000), 12)] });
        Close(_events.Spawned(fitting));
        Settle(keeper);

        var (resident, ours) = Memory(keeper.Pid);
        TestContext.Current.SendDiagnosticMessage($"after 10 MB: {resident} kB resident, {ours} kB private");
        Assert.InRange(resident, 0, Resident);
        Assert.InRange(ours, 0, Private);
    }

    public void Dispose() => _events.Dispose();

    // The keeper's own tidying is over, at the latest a second after the last event.
    private static void Settle(RunningKeeper keeper)
    {
        var (before, since) = (Switches(keeper.Pid), Environment.TickCount64);
        Observe.WaitUntil(
            () =>
            {
                var now = Switches(keeper.Pid);
                if (now != before)
                    (before, since) = (now, Environment.TickCount64);
                return Environment.TickCount64 - since > 3000;
            },
            "the keeper is at rest");
    }

    private static long Switches(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .SelectMany(task => File.ReadAllLines(Path.Join(task, "status")))
        .Where(line => line.Contains("ctxt_switches", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture));

    private static (int Resident, int Private) Memory(int pid)
    {
        var lines = File.ReadAllLines($"/proc/{pid}/smaps_rollup");
        return (Sum("Rss:"), Sum("Private_Clean:") + Sum("Private_Dirty:"));
        int Sum(string name) => lines
            .Where(l => l.StartsWith(name, StringComparison.Ordinal))
            .Sum(l => int.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }

    private static void Close(HostEvent.Spawned spawned)
    {
        spawned.Stdin?.Dispose();
        spawned.Stdout?.Dispose();
        spawned.Stderr?.Dispose();
    }

    private static SpawnRequest Request() => new()
    {
        Executable = "/bin/sleep",
        Arguments = ["sleep", "1000"],
        Environment = ["PATH=/usr/bin:/bin", .. Enumerable.Range(0, 20).Select(i => $"SOME_VARIABLE_{i}=with a value of some length {i}")],
    };
}
