using Supervisor.Environments.Tests.Harness;

namespace Supervisor.Environments.Tests;

/// <summary>The units that are packaged, by themselves: what systemd says of them, instances, and the service of a user.</summary>
public sealed class SystemdUnitTests(BootedSystem system) : SystemdTest(system)
{
    [Fact]
    public async Task The_units_have_nothing_that_systemd_does_not_know()
    {
        Machine.IsNeeded();
        var units = new[] { "/etc/systemd/system/supervisord.service", "/etc/systemd/system/supervisord@test.service" };
        var verified = await Machine.RunAsync(["systemd-analyze", "verify", "--man=no", .. units]);
        var ofUser = await Machine.RunAsync("systemd-analyze", "verify", "--man=no", "--user", "/etc/systemd/user/supervisord.service");

        Assert.DoesNotContain("supervisord", verified.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("supervisord", ofUser.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_runs_beside_the_first_with_a_config_and_folders_of_its_own()
    {
        var first = await StartedAsync("a");
        Machine.Write("/etc/supervisor/second.toml", """
            [supervisord]
            logfile = "/var/log/supervisor-second/main.log"
            pidfile = "/run/supervisor-second/pid"
            [unix_http_server]
            file = "/run/supervisor-second/sock"
            [program.b]
            command = "sleep 1011"
            """);
        var second = await Service.FreshAsync(Machine, "supervisord@second.service");
        await second.MustAsync("start");

        Assert.Equal(await second.ShowAsync("MainPID"), await Machine.OutputAsync("supervisorctl", "-c", "/etc/supervisor/second.toml", "pid"));
        Assert.Equal("supervisord@second", (await second.LogsAsync("spawned: 'b'")).Identifier);
        await second.MustAsync("reload");
        await second.MustAsync("stop");
        Assert.Empty(await second.RunningAsync("sleep 1011"));
        Assert.Equal("active", await first.ShowAsync("ActiveState"));
        Assert.True(File.Exists(Machine.Outside("/var/log/supervisor-second/main.log")));
    }

    [Fact]
    public async Task A_user_has_a_service_of_their_own()
    {
        Machine.IsNeeded();
        const string Home = "/var/lib/user-of-test";
        Machine.Write($"{Home}/.config/supervisor/supervisord.toml", """
            [supervisord]
            logfile = "NONE"
            pidfile = "${XDG_RUNTIME_DIR}/supervisor/pid"
            [unix_http_server]
            file = "${XDG_RUNTIME_DIR}/supervisor/sock"
            [program.mine]
            command = "sleep 1012"
            """);

        // Without logind and PAM, which would start it at a login.
        await Machine.OutputAsync("chown", "-R", "nobody", Home);
        await Machine.OutputAsync(
            "systemd-run", "--unit=user-of-test", "-p", "User=nobody", "-p", "Type=notify", "-p", "Delegate=yes", "-p", "RuntimeDirectory=user-of-test",
            $"--setenv=HOME={Home}", "--setenv=XDG_RUNTIME_DIR=/run/user-of-test", "/lib/systemd/systemd", "--user");
        try
        {
            await AsUserAsync("start", "supervisord");
            var program = await Machine.OutputAsync("pgrep", "-xf", "sleep 1012");
            Assert.Equal("nobody", (await Machine.OutputAsync("ps", "-o", "user=", "-p", program)).Trim());
            await AsUserAsync("reload", "supervisord");
            Assert.Equal("active", await AsUserAsync("is-active", "supervisord"));
            await AsUserAsync("stop", "supervisord");
            Assert.NotEqual(0, (await Machine.RunAsync("pgrep", "-xf", "sleep 1012")).ExitCode);
        }
        finally
        {
            await Machine.OutputAsync("systemctl", "stop", "user-of-test");
        }

        Task<string> AsUserAsync(params string[] words) => Machine.OutputAsync(
            ["setpriv", "--reuid=nobody", "--clear-groups", "env", $"HOME={Home}", "XDG_RUNTIME_DIR=/run/user-of-test", "systemctl", "--user", .. words]);
    }

    [Fact]
    public async Task A_run_that_is_read_only_is_said_with_the_remedy()
    {
        var service = await FreshAsync(Programs("a"));
        await service.OverrideAsync("[Service]\nReadOnlyPaths=/run\nRestart=no\n");

        Assert.Equal(1, (await service.SystemctlAsync("start")).ExitCode);

        const string Message = "cannot open control socket /run/supervisor.sock: Read-only file system; /run is mounted read-only: mount a tmpfs there, "
            + "or set file in [unix_http_server] to a place that can be written; nothing was started";
        Assert.Equal(("supervisord: " + Message, "3"), (await service.LogsAsync(Message) is var entry ? entry.Message : "", entry.Priority));
        Assert.Equal((Message, "1"), (await service.ShowAsync("StatusText"), await service.ShowAsync("ExecMainStatus")));
    }
}
