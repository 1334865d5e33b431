using System.Globalization;
using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests;

/// <summary>supervisord as a service of a real systemd, by the unit that is packaged.</summary>
public sealed class SystemdTests(BootedSystem system) : IClassFixture<BootedSystem>
{
    private const string Config = "/etc/supervisord.toml";

    [Fact]
    public async Task The_service_is_active_when_the_socket_answers_and_every_program_was_started_and_its_status_is_kept_current()
    {
        var service = await StartedAsync("a", "b");

        Assert.Equal("active", await service.ShowAsync("ActiveState"));
        Assert.Equal(await service.ShowAsync("MainPID"), await system.OutputAsync("supervisorctl", "pid"));
        Assert.Single(await service.RunningAsync("sleep 1000"));
        Assert.Single(await service.RunningAsync("sleep 1001"));
        await service.ReachesAsync("StatusText", "2 of 2 programs running");
        await system.OutputAsync("supervisorctl", "stop", "b");
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

        await system.OutputAsync("supervisorctl", "reload");

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
        system.Write(Config, await File.ReadAllTextAsync(system.Outside(Config), TestContext.Current.CancellationToken) + "\nnonsense = 1\n");
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
        system.Write(Config, "nonsense = 1\n");
        await system.OutputAsync("kill", "-HUP", await service.ShowAsync("MainPID"));

        await service.LogsAsync("the config has errors; everything goes on as it was");
        await Eventually.IsTrueAsync(
            async () => (await service.ShowAsync("StatusText")).EndsWith("; the config on disk has errors, the one before is in force", StringComparison.Ordinal),
            () => "the status says so");
        await service.ReachesAsync("SubState", "running");
        Assert.Equal(before, await service.ProcessesAsync());
    }

    [Fact]
    public async Task When_the_brain_is_killed_nothing_happens_to_the_service_and_its_programs()
    {
        var service = await StartedAsync("a", "b");
        await service.ReachesAsync("StatusText", "2 of 2 programs running");
        var (main, programs) = (await service.MainPidAsync(), await ProgramsAsync(service));
        var brain = await BrainAsync(service);

        await system.OutputAsync("kill", "-KILL", Text(brain));

        await Eventually.IsTrueAsync(async () => await BrainAsync(service) is var next && next != 0 && next != brain, () => "there is another brain");
        await service.LogsAsync("brain was replaced");
        await Eventually.IsTrueAsync(async () => (await system.RunAsync("supervisorctl", "pid")).ExitCode == 0, () => "it answers");
        Assert.Equal(main, await service.MainPidAsync());
        Assert.Equal(programs, await ProgramsAsync(service));
        Assert.Equal(("active", "0"), (await service.ShowAsync("ActiveState"), await service.ShowAsync("NRestarts")));

        // The next one keeps the status current.
        await system.OutputAsync("supervisorctl", "stop", "b");
        await service.ReachesAsync("StatusText", "1 of 2 programs running");
    }

    [Fact]
    public async Task When_the_keeper_is_killed_everything_is_killed_and_started_anew_once()
    {
        var service = await StartedAsync("a", "b");
        var (main, programs) = (await service.MainPidAsync(), await ProgramsAsync(service));

        await system.OutputAsync("kill", "-KILL", Text(main));

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
        File.Delete(system.Outside("/var/log/order"));
        await service.MustAsync("start");
        await service.ReachesAsync("StatusText", "3 of 3 programs running");

        await service.MustAsync("stop");

        Assert.Equal("last\nfirst\n", await File.ReadAllTextAsync(system.Outside("/var/log/order"), TestContext.Current.CancellationToken));
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
        File.Delete(system.Outside("/var/log/slow"));
        await service.OverrideAsync("[Service]\nTimeoutStopSec=1\n");
        await service.MustAsync("start");
        await service.ReachesAsync("StatusText", "1 of 1 programs running");

        await service.MustAsync("stop");

        Assert.Equal("success", await service.ShowAsync("Result"));
        Assert.True(File.Exists(system.Outside("/var/log/slow")));
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

    [Fact]
    public async Task The_main_log_is_in_the_journal_with_levels_and_without_a_second_time()
    {
        var service = await StartedAsync("a");
        await system.RunAsync("supervisorctl", "signal", "KILL", "a");

        Assert.Equal("2", (await service.LogsAsync("running without any HTTP authentication checking")).Priority);
        Assert.Equal("6", (await service.LogsAsync("supervisord started with pid")).Priority);
        var exited = await service.LogsAsync("exited: a (terminated by SIGKILL; not expected)");
        Assert.Equal("exited: a (terminated by SIGKILL; not expected)", exited.Message);
        Assert.Equal(("4", "supervisord"), (exited.Priority, exited.Identifier));
    }

    [Fact]
    public async Task A_brain_that_hangs_is_replaced_by_the_watchdog_and_the_programs_run_on()
    {
        var service = await FreshAsync(Programs("a"));
        await service.OverrideAsync("[Service]\nWatchdogSec=8\n");
        await service.MustAsync("start");
        var (main, programs, brain) = (await service.MainPidAsync(), await ProgramsAsync(service), await BrainAsync(service));

        await system.OutputAsync("kill", "-STOP", Text(brain));

        await service.LogsAsync("brain was replaced");
        Assert.NotEqual(brain, await BrainAsync(service));
        Assert.Equal(main, await service.MainPidAsync());
        Assert.Equal(programs, await ProgramsAsync(service));
        Assert.Equal(("active", "0"), (await service.ShowAsync("ActiveState"), await service.ShowAsync("NRestarts")));
    }

    [Fact]
    public async Task A_keeper_that_hangs_is_replaced_by_systemd()
    {
        var service = await FreshAsync(Programs("a"));
        await service.OverrideAsync("[Service]\nWatchdogSec=1\nWatchdogSignal=SIGKILL\n");
        await service.MustAsync("start");
        var main = await service.MainPidAsync();

        await system.OutputAsync("kill", "-STOP", Text(main));

        await service.LogsAsync("Watchdog timeout");
        await service.ReachesAsync("NRestarts", "1");
        await service.ReachesAsync("SubState", "running");
        Assert.NotEqual(main, await service.MainPidAsync());
        Assert.Single(await service.RunningAsync("sleep 1000"));
    }

    [Fact]
    public async Task Output_of_programs_is_in_the_journal_under_their_own_names()
    {
        var service = await FreshAsync("""
            [program.talker]
            command = ["sh", "-c", "echo hello; echo '<4>careful'; echo oops >&2; printf 'no end'; exec sleep 1004"]
            stdout_logfile = "NONE"
            stdout_journal = true
            stderr_journal = true
            """);
        await service.MustAsync("start");

        await service.LogsAsync("oops", "talker");
        var hello = await service.LogsAsync("hello", "talker");
        Assert.Equal(("6", "talker", "stdout"), (hello.Priority, hello.Field("SUPERVISOR_GROUP"), hello.Field("SUPERVISOR_STREAM")));
        Assert.Equal(await service.RunningAsync("sleep 1004"), [int.Parse(hello.Field("SYSLOG_PID"), CultureInfo.InvariantCulture)]);
        var careful = await service.LogsAsync("careful", "talker");
        Assert.Equal(("careful", "4"), (careful.Message, careful.Priority));
        await service.MustAsync("stop");
        await service.LogsAsync("no end", "talker");
        Assert.Equal("stderr", (await service.LogsAsync("oops", "talker")).Field("SUPERVISOR_STREAM"));
    }

    [Fact]
    public async Task A_socket_unit_holds_the_control_socket_and_starts_the_service_again_and_again()
    {
        var service = await FreshAsync(Programs("a"));
        await SocketAsync("[Socket]\nListenStream=/run/supervisor.sock\nSocketMode=0600\n");
        try
        {
            var pid = await system.OutputAsync("supervisorctl", "pid");
            Assert.Equal(await service.ShowAsync("MainPID"), pid);
            Assert.Equal("srw-------", (await system.OutputAsync("stat", "-c", "%A", "/run/supervisor.sock")).Trim());
            await system.OutputAsync("kill", "-KILL", Text(await BrainAsync(service)));
            await service.LogsAsync("brain was replaced");
            await service.MustAsync("stop");
            await system.OutputAsync("test", "-S", "/run/supervisor.sock");
            Assert.NotEqual(pid, await system.OutputAsync("supervisorctl", "pid"));
            await service.ReachesAsync("ActiveState", "active");
        }
        finally
        {
            await SocketGoneAsync();
        }
    }

    [Fact]
    public async Task A_socket_unit_holds_the_socket_of_a_program_so_that_a_restart_of_the_service_refuses_nobody()
    {
        var service = await FreshAsync("""
            [program.web]
            command = ["/usr/bin/python3", "/var/lib/web.py"]
            socket = "tcp://127.0.0.1:8123"
            socket_handover = "listen_fds"
            startsecs = 0.2
            """);
        system.Write("/var/lib/web.py", """
            import os, socket
            s = socket.socket(fileno=3)
            while True:
                c, _ = s.accept()
                c.sendall(str(os.getpid()).encode())
                c.close()
            """);
        await SocketAsync("[Socket]\nListenStream=127.0.0.1:8123\nListenStream=127.0.0.1:8124\n");
        try
        {
            await service.MustAsync("start");
            await service.LogsAsync("Using socket tcp://127.0.0.1:8123 of the service manager");
            Assert.Equal("4", (await service.LogsAsync("a socket on 127.0.0.1:8124, which neither")).Priority);
            var first = await AskAsync();
            await system.OutputAsync("supervisorctl", "stop", "web");
            var waiting = AskAsync();
            await system.OutputAsync("systemctl", "restart", "supervisord.service");
            var second = await waiting;
            Assert.NotEqual(first, second);
            Assert.Equal(second, await AskAsync());
        }
        finally
        {
            await SocketGoneAsync();
        }

        Task<string> AskAsync() => system.OutputAsync(
            "python3", "-c", "import socket; s = socket.create_connection(('127.0.0.1', 8123), 20); print(s.recv(20).decode())");
    }

    [Fact]
    public async Task The_units_have_nothing_that_systemd_does_not_know()
    {
        system.IsNeeded();
        var units = new[] { "/etc/systemd/system/supervisord.service", "/etc/systemd/system/supervisord@test.service" };
        var verified = await system.RunAsync(["systemd-analyze", "verify", "--man=no", .. units]);
        var ofUser = await system.RunAsync("systemd-analyze", "verify", "--man=no", "--user", "/etc/systemd/user/supervisord.service");

        Assert.DoesNotContain("supervisord", verified.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("supervisord", ofUser.Stderr, StringComparison.Ordinal);
    }

    private async Task<Service> StartedAsync(params string[] programs)
    {
        var service = await FreshAsync(Programs(programs));
        await service.MustAsync("start");
        return service;
    }

    private async Task<Service> FreshAsync(string programs)
    {
        system.IsNeeded();
        system.Write(Config, Daemon + programs);
        return await Service.FreshAsync(system);
    }

    private async Task SocketAsync(string text)
    {
        system.Write("/etc/systemd/system/supervisord.socket", text);
        await system.OutputAsync("systemctl", "daemon-reload");
        await system.OutputAsync("systemctl", "start", "supervisord.socket");
    }

    private async Task SocketGoneAsync()
    {
        await system.RunAsync("systemctl", "stop", "supervisord.socket", "supervisord.service");
        File.Delete(system.Outside("/etc/systemd/system/supervisord.socket"));
        await system.OutputAsync("systemctl", "daemon-reload");
    }

    private void Configure(params string[] programs) => system.Write(Config, Daemon + Programs(programs));

    private static string Daemon => """
        [supervisord]
        logfile = "NONE"
        pidfile = "/run/supervisord.pid"
        [unix_http_server]
        file = "/run/supervisor.sock"

        """;

    // Each sleeps for a second more than the one before, so that they can be told apart.
    private static string Programs(params string[] names) => string.Concat(names.Select((name, number) =>
        string.Create(CultureInfo.InvariantCulture, $"[program.{name}]\ncommand = \"sleep {1000 + number}\"\nstartsecs = 0.2\n")));

    private static async Task<IReadOnlyList<int>> ProgramsAsync(Service service) =>
        [.. await service.RunningAsync("sleep 1000"), .. await service.RunningAsync("sleep 1001")];

    private async Task<int> BrainAsync(Service service)
    {
        var found = await system.RunAsync("pgrep", "-P", await service.ShowAsync("MainPID"), "-f", "^[^ ]*supervisord --supervisor-brain=");
        return found.ExitCode == 0 && found.Stdout.Trim().Split('\n') is [var only] ? int.Parse(only, CultureInfo.InvariantCulture) : 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
