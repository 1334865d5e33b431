using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>What stays in memory for as long as programs run is small: the keeper, which may be the parent of thousands for months.</summary>
public sealed class FootprintTests : EndToEndTest
{
    // In kB.
    private const int MostResident = 8192;
    private const int MostPrivate = 4096;

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task The_keeper_is_small_after_the_start_and_after_crashes_of_the_brain(int programs)
    {
        Assert.SkipUnless(Binaries.AreReleased, "needs the release binaries (SUPERVISOR_BIN): a managed build keeps its compiler in memory");
        var daemon = await StartAsync($"""
            [program.quiet]
            command = ["sleep", "100000"]
            numprocs = {programs}
            process_name = "quiet_${Number}"
            startsecs = 0
            """);
        await daemon.LogsAsync("entered RUNNING state", times: programs);
        await IsSmallAsync(daemon.Pid);
        for (var i = 0; i < 3; i++) await daemon.CrashAsync();
        Assert.Equal(programs, (await daemon.Control.ProcessesAsync()).Count);
        await IsSmallAsync(daemon.Pid);
    }

    private const string Number = "{process_num}";

    // It gives memory back at the latest a second after the last event.
    private static Task IsSmallAsync(int keeper) => Eventually.IsTrueAsync(
        () => Task.FromResult(ProcFs.MemoryOf(keeper) is var (resident, alone, _) && resident is > 0 and <= MostResident && alone <= MostPrivate),
        () => $"(resident, private, written) = {ProcFs.MemoryOf(keeper)} kB",
        TimeSpan.FromSeconds(10));
}
