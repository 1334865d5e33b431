using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests;

/// <summary>supervisord as a service of a real systemd, by the units that are packaged: what a crash or a hang of either process means for the service.</summary>
public sealed class SystemdCrashTests(BootedSystem system) : SystemdTest(system)
{
    [Fact]
    public async Task When_the_brain_is_killed_nothing_happens_to_the_service_and_its_programs()
    {
        var service = await StartedAsync("a", "b");
        await service.ReachesAsync("StatusText", "2 of 2 programs running");
        var (main, programs) = (await service.MainPidAsync(), await ProgramsAsync(service));
        var brain = await BrainAsync(service);

        await Machine.OutputAsync("kill", "-KILL", Text(brain));

        await Eventually.IsTrueAsync(async () => await BrainAsync(service) is var next && next != 0 && next != brain, () => "there is another brain");
        await service.LogsAsync("brain was replaced");
        await Eventually.IsTrueAsync(async () => (await Machine.RunAsync("supervisorctl", "pid")).ExitCode == 0, () => "it answers");
        Assert.Equal(main, await service.MainPidAsync());
        Assert.Equal(programs, await ProgramsAsync(service));
        Assert.Equal(("active", "0"), (await service.ShowAsync("ActiveState"), await service.ShowAsync("NRestarts")));

        // The next one keeps the status current.
        await Machine.OutputAsync("supervisorctl", "stop", "b");
        await service.ReachesAsync("StatusText", "1 of 2 programs running");
    }

    [Fact]
    public async Task When_the_keeper_is_killed_everything_is_killed_and_started_anew_once()
    {
        var service = await StartedAsync("a", "b");
        var (main, programs) = (await service.MainPidAsync(), await ProgramsAsync(service));

        await Machine.OutputAsync("kill", "-KILL", Text(main));

        await service.ReachesAsync("NRestarts", "1");
        await service.ReachesAsync("SubState", "running");
        await service.ReachesAsync("StatusText", "2 of 2 programs running");
        Assert.NotEqual(main, await service.MainPidAsync());
        var anew = await ProgramsAsync(service);
        Assert.Equal(2, anew.Count);
        Assert.Empty(anew.Intersect(programs));
        Assert.Single(await service.RunningAsync("sleep 1000"));
    }

    [Fact]
    public async Task A_brain_that_hangs_is_replaced_by_the_watchdog_and_the_programs_run_on()
    {
        var service = await FreshAsync(Programs("a"));
        await service.OverrideAsync("[Service]\nWatchdogSec=8\n");
        await service.MustAsync("start");
        var (main, programs, brain) = (await service.MainPidAsync(), await ProgramsAsync(service), await BrainAsync(service));

        await Machine.OutputAsync("kill", "-STOP", Text(brain));

        await service.LogsAsync("brain was replaced");
        Assert.NotEqual(brain, await BrainAsync(service));
        Assert.Equal(main, await service.MainPidAsync());
        Assert.Equal(programs, await ProgramsAsync(service));
        Assert.Equal(("active", "0"), (await service.ShowAsync("ActiveState"), await service.ShowAsync("NRestarts")));
    }

    [Fact]
    public async Task A_brain_whose_deciding_thread_alone_hangs_is_replaced_too()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "needs the package strace");
        var service = await FreshAsync(Programs("a"));
        await service.OverrideAsync("[Service]\nWatchdogSec=8\n");
        await service.MustAsync("start");
        var (programs, brain) = (await ProgramsAsync(service), await BrainAsync(service));
        var reactor = (await Machine.ShellAsync($"grep -l '^reactor$' /proc/{brain}/task/*/comm")).Split('/')[4];

        // What it waits with takes it a minute and more from now on; all other threads work.
        await Machine.OutputAsync(
            "systemd-run", "--collect", "--unit=hang", "strace", "-qq", "-o", "/dev/null", "-p", reactor, "-e", "trace=futex", "-e", "inject=futex:delay_enter=100000000");

        // Who is killed under strace has not ended until strace has seen it.
        await Eventually.IsTrueAsync(async () => (await Machine.RunAsync("grep", "^State:.*zombie", $"/proc/{brain}/status")).ExitCode == 0, () => "it is killed");
        await Machine.OutputAsync("systemctl", "kill", "-s", "KILL", "hang");
        await service.LogsAsync("brain was replaced");
        Assert.Equal(programs, await ProgramsAsync(service));
        Assert.Equal(("active", "0"), (await service.ShowAsync("ActiveState"), await service.ShowAsync("NRestarts")));
    }

    [Fact]
    public async Task An_upgrade_keeps_the_main_process_and_the_watchdog_is_fed_on()
    {
        var service = await FreshAsync(Programs("a", "b"));
        await service.OverrideAsync("[Service]\nWatchdogSec=8\n");
        await service.MustAsync("start");
        var (main, programs, brain) = (await service.MainPidAsync(), await ProgramsAsync(service), await BrainAsync(service));

        await Machine.OutputAsync("supervisorctl", "upgrade");
        await service.LogsAsync("upgraded the keeper");

        var fed = await service.ShowAsync("WatchdogTimestampMonotonic");
        await Eventually.IsTrueAsync(async () => await service.ShowAsync("WatchdogTimestampMonotonic") != fed, () => "the watchdog is fed");
        Assert.NotEqual(brain, await BrainAsync(service));
        Assert.Equal((main, "0"), (await service.MainPidAsync(), await service.ShowAsync("NRestarts")));
        Assert.Equal(programs, await ProgramsAsync(service));
        await Machine.OutputAsync("supervisorctl", "stop", "b");
        await service.ReachesAsync("StatusText", "1 of 2 programs running");
    }

    [Fact]
    public async Task A_keeper_that_hangs_is_replaced_by_systemd()
    {
        var service = await FreshAsync(Programs("a"));
        await service.OverrideAsync("[Service]\nWatchdogSec=1\nWatchdogSignal=SIGKILL\n");
        await service.MustAsync("start");
        var main = await service.MainPidAsync();

        await Machine.OutputAsync("kill", "-STOP", Text(main));

        await service.LogsAsync("Watchdog timeout");
        await service.ReachesAsync("NRestarts", "1");
        await service.ReachesAsync("SubState", "running");
        Assert.NotEqual(main, await service.MainPidAsync());
        Assert.Single(await service.RunningAsync("sleep 1000"));
    }
}
