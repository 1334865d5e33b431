using System.Globalization;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Environments.Tests.Harness;

namespace Supervisor.Environments.Tests.Packages;

/// <summary>The Debian package in a real system with systemd: installed, upgraded, removed and purged.</summary>
public sealed class DebTests(PackagedSystem machine) : IClassFixture<PackagedSystem>
{
    [Fact]
    public async Task Lintian_finds_no_error()
    {
        machine.IsNeeded();
        Assert.SkipUnless(File.Exists("/usr/bin/lintian"), "lintian is not installed");

        var result = await Command.RunAsync("lintian", "--no-cfg", "--allow-root", "--fail-on", "error", machine.Package);

        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [Fact]
    public async Task It_installs_starts_and_goes_without_a_trace()
    {
        machine.IsNeeded();
        await machine.CleanAsync();
        var before = await FilesAsync();

        await machine.InstallAsync(1);

        Assert.Equal("active", await machine.System.OutputAsync("systemctl", "is-active", "supervisor"));
        Assert.Equal("enabled", await machine.System.OutputAsync("systemctl", "is-enabled", "supervisord"));
        Assert.Contains("# Sample configuration", await machine.System.OutputAsync("echo_supervisord_conf", "--toml"), StringComparison.Ordinal);
        Assert.Equal("pidproxy <pidfile name> <command> [<cmdarg1> ...]", (await machine.System.RunAsync("pidproxy")).Stdout.Trim());
        var files = (await machine.System.OutputAsync("dpkg", "-L", "supervisord")).Split('\n');
        foreach (var page in new[] { "man8/supervisord.8", "man1/supervisorctl.1", "man5/supervisord.toml.5", "man1/pidproxy.1", "man1/echo_supervisord_conf.1" })
        {
            Assert.Contains($"/usr/share/man/{page}.gz", files);
        }

        machine.System.Write("/etc/supervisor/conf.d/a.toml", "[program.a]\ncommand = \"sleep 1000\"\nuser = \"daemon\"\n");
        machine.System.Write("/etc/supervisor/conf.d/b.conf", "[program:b]\ncommand=sleep 1001\n");
        Assert.Equal("a: added process group\nb: added process group", await machine.System.OutputAsync("supervisorctl", "update"));
        Assert.Equal(0, (await machine.System.RunAsync("supervisorctl", "doctor")).ExitCode);

        await machine.System.OutputAsync("dpkg", "-r", "supervisord");
        Assert.Equal("", (await machine.System.RunAsync("pgrep", "-a", "-x", "supervisord|sleep")).Stdout);
        Assert.True(File.Exists(machine.System.Outside("/etc/supervisord.toml")));

        await machine.System.OutputAsync("dpkg", "--purge", "supervisord");
        Assert.Equal(["/etc/supervisor", "/etc/supervisor/conf.d", "/etc/supervisor/conf.d/a.toml", "/etc/supervisor/conf.d/b.conf"], (await FilesAsync()).Except(before));
        Assert.Empty(before.Except(await FilesAsync()));
    }

    [Fact]
    public async Task An_upgrade_restarts_no_program_and_keeps_a_changed_config()
    {
        machine.IsNeeded();
        await machine.CleanAsync();
        await machine.InstallAsync(1);
        machine.System.Write("/etc/supervisor/conf.d/a.toml", "[program.a]\ncommand = \"sleep 1000\"\nstartsecs = 0\n");
        machine.System.Write("/etc/supervisor/second.toml", """
            [supervisord]
            logfile = "NONE"
            pidfile = "/run/supervisor-second/pid"
            [unix_http_server]
            file = "/run/supervisor-second/sock"
            [program.c]
            command = "sleep 1002"
            startsecs = 0
            """);
        var changed = await machine.System.OutputAsync("cat", "/etc/supervisord.toml") + "\n[program.manual]\ncommand = \"sleep 1003\"\nautostart = false\n";
        machine.System.Write("/etc/supervisord.toml", changed);
        await machine.System.OutputAsync("supervisorctl", "update");
        await machine.System.OutputAsync("systemctl", "start", "supervisord@second");
        var programs = await RunningAsync("sleep 100[02]");
        var (main, brains) = (await MainPidAsync(), await RunningAsync(".*supervisord --supervisor-brain=.*"));
        Assert.Equal((2, 2), (programs.Count, brains.Count));

        await machine.InstallAsync(2);

        Assert.Equal(programs, await RunningAsync("sleep 100[02]"));
        Assert.Equal(main, await MainPidAsync());
        var after = await RunningAsync(".*supervisord --supervisor-brain=.*");
        Assert.Equal(2, after.Count);
        Assert.Empty(after.Intersect(brains));
        foreach (var process in after.Append(main))
        {
            Assert.Equal("/usr/bin/supervisord", await machine.System.OutputAsync("readlink", $"/proc/{process}/exe"));
        }

        Assert.Equal("0", await machine.System.OutputAsync("systemctl", "show", "--value", "-p", "NRestarts", "supervisord"));
        Assert.Equal(changed, await File.ReadAllTextAsync(machine.System.Outside("/etc/supervisord.toml"), TestContext.Current.CancellationToken));
        Assert.StartsWith("a                                RUNNING   pid ", (await machine.System.RunAsync("supervisorctl", "status")).Stdout, StringComparison.Ordinal);

        // One that somebody has stopped is not started by an upgrade.
        await machine.System.OutputAsync("systemctl", "stop", "supervisord", "supervisord@second");
        await machine.InstallAsync(1);
        Assert.Equal("inactive", (await machine.System.RunAsync("systemctl", "is-active", "supervisord")).Stdout.Trim());
    }

    [Fact]
    public async Task A_supervisord_that_cannot_start_is_said_and_leaves_the_package_installed()
    {
        machine.IsNeeded();
        await machine.CleanAsync();
        machine.System.Write("/etc/supervisor/supervisord.toml", "nonsense = 1\n");

        var said = await machine.System.ShellAsync("dpkg -i /var/packages/supervisord_1.0.0~test1_*.deb 2>&1");

        Assert.Contains("supervisord: the service did not start: systemctl status supervisord", said, StringComparison.Ordinal);
        Assert.Equal("ii ", await machine.System.OutputAsync("dpkg-query", "-W", "-f=${db:Status-Abbrev}", "supervisord"));
        Assert.False(File.Exists(machine.System.Outside("/etc/supervisord.toml")));
    }

    private async Task<IReadOnlyList<int>> RunningAsync(string commandLine) =>
        [.. (await machine.System.RunAsync("pgrep", "-xf", commandLine)).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    private async Task<int> MainPidAsync() => Number(await machine.System.OutputAsync("systemctl", "show", "--value", "-p", "MainPID", "supervisord"));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    // Every file and folder but those of dpkg, ucf and systemd that tell what has happened.
    private async Task<IReadOnlyList<string>> FilesAsync() => (await machine.System.ShellAsync("""
        find /etc /usr /var /opt -xdev \( -path '/var/lib/dpkg/*' -o -path '/var/log/journal*' -o -path /var/log/dpkg.log -o -path '/var/lib/ucf/*' -o -path '/var/cache/*' \
          -o -path '/var/lib/systemd/*' -o -path '/var/tmp/*' -o -path '/var/packages*' -o -path /var/log/alternatives.log -o -path '/var/lib/runit*' \) -prune -o -print | sort
        """)).Split('\n');
}
