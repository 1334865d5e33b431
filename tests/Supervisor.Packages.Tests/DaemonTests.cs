using System.Globalization;
using Supervisor.Testing;

namespace Supervisor.Packages.Tests;

/// <summary>The documented daemon, built from the packages only.</summary>
public sealed class DaemonTests(PackageFeed feed)
{
    [Fact]
    public async Task It_goes_to_the_background_runs_a_child_with_settings_and_ends_in_order()
    {
        var app = await feed.BuildAppAsync("daemon", DocumentedCode.BlocksOf("daemonization.md").Single());
        using var folder = new TemporaryFolder();

        // A process of its own between the tests and the app: a test host may be a child of init, from which nothing detaches.
        var started = await Shell.TryRunAsync("/", "sh", "-c", "\"$@\"; exit $?", "sh", app, folder.Path);
        Assert.Equal((0, ""), started);
        var pid = int.Parse(await File.ReadAllTextAsync(folder["pid"], TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        try
        {
            Assert.Equal("0027\n7\nhello\n", await File.ReadAllTextAsync(folder["result"], TestContext.Current.CancellationToken));
            Assert.Equal("/", new FileInfo($"/proc/{pid}/cwd").LinkTarget);
            Assert.Equal("/dev/null", new FileInfo($"/proc/{pid}/fd/1").LinkTarget);
            var again = await Shell.TryRunAsync("/", "sh", "-c", "\"$@\"; exit $?", "sh", app, folder.Path);
            Assert.Equal(1, again.Status);
            Assert.Contains($"{pid}", again.Output, StringComparison.Ordinal);

            await Shell.RunAsync("/", "kill", "-TERM", $"{pid}");
            await Eventually.IsTrueAsync(() => !Directory.Exists($"/proc/{pid}"), "the daemon ends");
            Assert.Equal("in order\n", await File.ReadAllTextAsync(folder["ended"], TestContext.Current.CancellationToken));
            Assert.False(File.Exists(folder["pid"]));
        }
        finally
        {
            _ = await Shell.TryRunAsync("/", "sh", "-c", $"[ ! -e /proc/{pid} ] || kill -KILL {pid}");
        }
    }
}
