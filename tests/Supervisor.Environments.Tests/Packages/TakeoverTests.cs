using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Packages;

/// <summary>The way over from Debian's package <c>supervisor</c>, while it runs.</summary>
public sealed class TakeoverTests(PackagedSystem machine) : IClassFixture<PackagedSystem>
{
    private const string Theirs = "/etc/supervisor/supervisord.conf";

    [Fact]
    public async Task The_config_that_is_there_stays_in_charge()
    {
        machine.IsNeeded();
        Assert.SkipUnless(File.Exists(machine.System.Outside(Theirs)), "Debian's package supervisor is not installed");
        machine.System.Write("/etc/supervisor/conf.d/web.conf", "[program:web]\ncommand=sleep 1000\nautorestart=true\n");
        await machine.System.OutputAsync("systemctl", "enable", "--now", "supervisor");
        await Eventually.IsTrueAsync(async () => (await ProgramAsync()).Length > 0, () => "Debian's supervisord has started the program");
        var before = await ProgramAsync();
        var config = await File.ReadAllTextAsync(machine.System.Outside(Theirs), TestContext.Current.CancellationToken);

        var said = await machine.InstallAsync(1);

        Assert.Contains("Removing supervisor ", said, StringComparison.Ordinal);
        Assert.Equal("active", await machine.System.OutputAsync("systemctl", "is-active", "supervisor"));
        Assert.Equal("/usr/bin/supervisord", await machine.System.OutputAsync(
            "readlink", $"/proc/{await machine.System.OutputAsync("systemctl", "show", "--value", "-p", "MainPID", "supervisor")}/exe"));
        Assert.False(File.Exists(machine.System.Outside("/etc/supervisord.toml")));
        Assert.Equal(config, await File.ReadAllTextAsync(machine.System.Outside(Theirs), TestContext.Current.CancellationToken));
        Assert.Contains($"\"config_file\":\"{Theirs}\"", await machine.System.OutputAsync("supervisorctl", "--json", "version"), StringComparison.Ordinal);

        // Once: stopped in order by the old one, started by the new one.
        var after = await ProgramAsync();
        Assert.DoesNotContain(after, before);
        Assert.Single(after.Split('\n'));
        Assert.StartsWith("web ", await machine.System.OutputAsync("supervisorctl", "status"), StringComparison.Ordinal);

        // What names the old package or its service goes on working, also over an upgrade.
        Assert.StartsWith("supervisor (= 4.", await machine.System.OutputAsync("dpkg-query", "-W", "-f=${Provides}", "supervisord"), StringComparison.Ordinal);
        Assert.Equal("", await machine.System.OutputAsync("dpkg", "--audit"));
        await machine.InstallAsync(2);
        Assert.Equal(after, await ProgramAsync());
        Assert.Equal("alias", (await machine.System.RunAsync("systemctl", "is-enabled", "supervisor")).Stdout.Trim());
        await machine.System.OutputAsync("systemctl", "restart", "supervisor");
        Assert.Equal("enabled", await machine.System.OutputAsync("systemctl", "is-enabled", "supervisord"));

        // Its other leftovers can be purged, but for the config, which is one of them.
        await machine.System.OutputAsync("cp", "-a", Theirs, "/etc/supervisord.conf");
        await machine.System.OutputAsync("dpkg", "--purge", "supervisor");
        Assert.Equal("active", await machine.System.OutputAsync("systemctl", "is-active", "supervisor"));
        await machine.System.OutputAsync("systemctl", "restart", "supervisord");
        Assert.Contains("\"config_file\":\"/etc/supervisord.conf\"", await machine.System.OutputAsync("supervisorctl", "--json", "version"), StringComparison.Ordinal);
    }

    private async Task<string> ProgramAsync() => (await machine.System.RunAsync("pgrep", "-xf", "sleep 1000")).Stdout.Trim();
}
