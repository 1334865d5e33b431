using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Nothing wakes up unless something happened.</summary>
public sealed class IdleTests : EndToEndTest
{
    [Fact]
    public async Task With_a_hundred_quiet_programs_no_thread_wakes_up_in_ten_seconds()
    {
        Assert.SkipUnless(Binaries.AreReleased, "needs the release binaries (SUPERVISOR_BIN): a managed build compiles in the background");
        var daemon = await StartAsync("""
            [program.quiet]
            command = ["sleep", "100000"]
            numprocs = 100
            """);
        await daemon.LogsAsync("entered RUNNING state", times: 100);

        // The HTTP server goes to sleep some seconds after its last client; what it leaves to the thread pool ends within 20 more.
        Dictionary<string, long> before = [];
        var since = DateTime.UtcNow;
        var last = "";
        var brain = await daemon.BrainAsync();
        await Eventually.IsTrueAsync(
            () =>
            {
                var now = ProcFs.ContextSwitchesOf(daemon.Pid).Concat(ProcFs.ContextSwitchesOf(brain)).ToDictionary();
                if (!Same(before, now)) (before, since, last) = (now, DateTime.UtcNow, Differences(before, now));
                return Task.FromResult(DateTime.UtcNow - since > TimeSpan.FromSeconds(10));
            },
            () => $"ten seconds without a context switch; the last was one of {last}",
            TimeSpan.FromSeconds(45));

        // It still answers.
        Assert.Equal(100, (await daemon.Control.ProcessesAsync()).Count);
    }

    private static bool Same(Dictionary<string, long> one, Dictionary<string, long> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static string Differences(Dictionary<string, long> before, Dictionary<string, long> after) =>
        string.Join(", ", after.Where(pair => before.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Key));
}
