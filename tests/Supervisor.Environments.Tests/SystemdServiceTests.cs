using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests;

/// <summary>supervisord as a service of a real systemd, by the units that are packaged: start, reload, status and stop.</summary>
public sealed class SystemdServiceTests(BootedSystem system) : SystemdTest(system)
{
    [Fact]
    public async Task The_service_is_active_when_the_socket_answers_and_every_program_was_started_and_its_status_is_kept_current()
    {
        var service = await StartedAsync("a", "b");

        Assert.Equal("active", await service.ShowAsync("ActiveState"));
        Assert.Equal(await service.ShowAsync("MainPID"), await Machine.OutputAsync("supervisorctl", "pid"));
        Assert.Single(await service.RunningAsync("sleep 1000"));
        Assert.Single(await service.RunningAsync("sleep 1001"));
        await service.ReachesAsync("StatusText", "2 of 2 programs running");
        await Machine.OutputAsync("supervisorctl", "stop", "b");
        await service.ReachesAsync("StatusText", "1 of 2 programs running");
    }

    [Fact]
    public async Task A_reload_is_over_when_systemctl_returns_and_the_new_config_is_in_force()
    {
        var service = await StartedAsync("a");
        var (main, before) = (await service.MainPidAsync(), await service.RunningAsync("sleep 1000"));

        Configure("a", "b");
        await service.MustAsync("reload");

        Assert.Equal("running", await service.ShowAsync("SubState"));
        Assert.Equal(main, await service.MainPidAsync());
        Assert.DoesNotContain(Assert.Single(before), await service.RunningAsync("sleep 1000"));
        Assert.Single(await service.RunningAsync("sleep 1000"));
        Assert.Single(await service.RunningAsync("sleep 1001"));
        Assert.Equal("0", await service.ShowAsync("NRestarts"));
    }

    [Fact]
    public async Task A_reload_by_a_client_is_told_too()
    {
        var service = await FreshAsync("""
            [program.slow]
            command = ["sh", "-c", "trap 'sleep 1; exit 0' TERM; while :; do sleep 0.1; done"]
            startsecs = 0.2
            """);
        await service.MustAsync("start");
        await service.ReachesAsync("StatusText", "1 of 1 programs running");

        await Machine.OutputAsync("supervisorctl", "reload");

        await service.ReachesAsync("SubState", "reload");
        await service.ReachesAsync("SubState", "running");
        await service.ReachesAsync("StatusText", "1 of 1 programs running");
    }

    [Fact]
    public async Task A_reload_with_a_broken_config_fails_with_the_reason_in_the_journal_and_changes_nothing()
    {
        var service = await StartedAsync("a");
        var before = await service.ProcessesAsync();

        Configure("a");
        Machine.Write(Config, await File.ReadAllTextAsync(Machine.Outside(Config), TestContext.Current.CancellationToken) + "\nnonsense = 1\n");
        var reload = await service.SystemctlAsync("reload");

        Assert.NotEqual(0, reload.ExitCode);
        var error = await service.LogsAsync("error: unknown key `nonsense`");
        Assert.StartsWith($"{Config}:", error.Message, StringComparison.Ordinal);
        Assert.Equal("3", error.Priority);
        Assert.Equal("running", await service.ShowAsync("SubState"));
        Assert.Equal(before, await service.ProcessesAsync());
    }

    [Fact]
    public async Task A_signal_with_a_broken_config_leaves_the_service_active_and_its_status_says_so()
    {
        var service = await StartedAsync("a");
        var before = await service.ProcessesAsync();
        Machine.Write(Config, "nonsense = 1\n");
        await Machine.OutputAsync("kill", "-HUP", await service.ShowAsync("MainPID"));

        await service.LogsAsync("the config has errors; everything goes on as it was");
        await Eventually.IsTrueAsync(
            async () => (await service.ShowAsync("StatusText")).EndsWith("; the config on disk has errors, the one before is in force", StringComparison.Ordinal),
            () => "the status says so");
        await service.ReachesAsync("SubState", "running");
        Assert.Equal(before, await service.ProcessesAsync());
    }

    [Fact]
    public async Task A_stop_is_in_order_and_leaves_nothing_in_the_cgroup()
    {
        var service = await FreshAsync($$"""
            [program.first]
            command = ["sh", "-c", "trap 'echo first >>/var/log/order; exit 0' TERM; while :; do sleep 0.1; done"]
            priority = 1
            [program.last]
            command = ["sh", "-c", "trap 'sleep 0.5; echo last >>/var/log/order; exit 0' TERM; while :; do sleep 0.1; done"]
            priority = 2
            [program.forgetful]
            command = ["sh", "-c", "setsid sleep 1002 & exec sleep 1003"]
            """);
        File.Delete(Machine.Outside("/var/log/order"));
        await service.MustAsync("start");
        await service.ReachesAsync("StatusText", "3 of 3 programs running");

        await service.MustAsync("stop");

        Assert.Equal("last\nfirst\n", await File.ReadAllTextAsync(Machine.Outside("/var/log/order"), TestContext.Current.CancellationToken));
        Assert.Empty(await service.ProcessesAsync());
        Assert.Empty(await service.RunningAsync("sleep 1002"));
        Assert.Equal(("inactive", "success"), (await service.ShowAsync("ActiveState"), await service.ShowAsync("Result")));
    }

    [Fact]
    public async Task A_stop_may_take_longer_than_the_unit_allows_while_programs_use_their_own_patience()
    {
        var service = await FreshAsync("""
            [program.slow]
            command = ["sh", "-c", "trap 'sleep 3; echo done >/var/log/slow; exit 0' TERM; while :; do sleep 0.1; done"]
            stopwaitsecs = 20
            """);
        File.Delete(Machine.Outside("/var/log/slow"));
        await service.OverrideAsync("[Service]\nTimeoutStopSec=1\n");
        await service.MustAsync("start");
        await service.ReachesAsync("StatusText", "1 of 1 programs running");

        await service.MustAsync("stop");

        Assert.Equal("success", await service.ShowAsync("Result"));
        Assert.True(File.Exists(Machine.Outside("/var/log/slow")));
    }

    [Fact]
    public async Task A_reload_may_take_longer_than_the_unit_allows_too()
    {
        var service = await FreshAsync("""
            [program.slow]
            command = ["sh", "-c", "trap 'sleep 5; exit 0' TERM; while :; do sleep 0.1; done"]
            stopwaitsecs = 20
            startsecs = 0.2
            """);
        await service.MustAsync("start");
        await service.ReachesAsync("StatusText", "1 of 1 programs running");
        await service.OverrideAsync("[Service]\nTimeoutStartSec=3\n");
        var main = await service.MainPidAsync();

        await service.MustAsync("reload");

        Assert.Equal(("running", main), (await service.ShowAsync("SubState"), await service.MainPidAsync()));
        await service.LogsAsync("stopped: slow (exit status 0)");
    }

    [Fact]
    public async Task A_start_with_a_broken_config_fails_at_once_with_the_message_in_the_journal()
    {
        var service = await FreshAsync("[program.a]\nnonsense = 1\n");

        Assert.Equal(1, (await service.SystemctlAsync("start")).ExitCode);

        var error = await service.LogsAsync("error: unknown key `nonsense`");
        Assert.StartsWith($"{Config}:", error.Message, StringComparison.Ordinal);
        Assert.Equal("3", error.Priority);
        Assert.Equal(("failed", "2", "0"), (await service.ShowAsync("ActiveState"), await service.ShowAsync("ExecMainStatus"), await service.ShowAsync("NRestarts")));
        Assert.Equal("the config has errors; nothing was started", await service.ShowAsync("StatusText"));
    }
}
