using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Priorities: low starts first and stops last, equal ones go together.</summary>
public sealed class OrderTests : EndToEndTest
{
    // Each says when its stop begins and ends. The names are against the order of the priorities.
    private const string Programs = """
        [program-default]
        command = ["sh", "-c", "trap 'echo begin $SUPERVISOR_PROCESS_NAME >> order; sleep 0.4; echo end $SUPERVISOR_PROCESS_NAME >> order; exit 0' TERM; echo $SUPERVISOR_PROCESS_NAME >> ready; while :; do sleep 0.02; done"]
        directory = "${here}"
        startsecs = 0

        [program.z]
        priority = 1

        [program.m1]
        priority = 5

        [program.m2]
        priority = 5

        [program.a]
        priority = 10
        """;

    [Fact]
    public async Task Programs_start_in_the_order_of_their_priorities()
    {
        var daemon = await StartAsync(Programs);
        await daemon.LogsAsync("spawned:", times: 4);

        var spawned = daemon.MainLogLines().Where(line => line.Contains("spawned:", StringComparison.Ordinal)).Select(line => line.Split('\'')[1]).ToList();
        Assert.Equal("z", spawned[0]);
        Assert.Equal("a", spawned[3]);
    }

    [Fact]
    public async Task A_shutdown_stops_the_highest_priority_first_and_waits_for_it()
    {
        var daemon = await StartAsync(Programs);
        await ReadyAsync(daemon);
        var ended = await daemon.StopAsync();

        Assert.Equal(0, ended.ExitCode);
        AssertOrder(daemon);
    }

    [Fact]
    public async Task Stop_all_keeps_to_the_same_order()
    {
        var daemon = await StartAsync(Programs);
        await ReadyAsync(daemon);

        var (status, body) = await daemon.Control.PostAsync("/v1/stop");
        Assert.Equal(200, status);
        Assert.Equal(4, body.GetProperty("results").GetArrayLength());
        AssertOrder(daemon);
    }

    private static Task ReadyAsync(RunningSupervisor daemon) => Eventually.IsTrueAsync(
        () => daemon.ReadShared("ready").Split('\n').Length == 5, "all four have set their trap");

    private static void AssertOrder(RunningSupervisor daemon)
    {
        var order = daemon.ReadShared("order").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["begin a", "end a"], order[..2]);
        Assert.Equal(["begin m1", "begin m2"], order[2..4].Order());
        Assert.Equal(["end m1", "end m2"], order[4..6].Order());
        Assert.Equal(["begin z", "end z"], order[6..]);
    }
}
