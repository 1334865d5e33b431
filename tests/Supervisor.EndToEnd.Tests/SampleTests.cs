using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>The sample config, run as the README says.</summary>
public sealed class SampleTests : EndToEndTest
{
    [Fact]
    public async Task The_sample_runs_as_it_is()
    {
        var daemon = await StartAsync(Sample(Folder));
        await RunsAsync(daemon);
    }

    [Fact]
    public async Task A_plain_user_can_run_the_sample_too()
    {
        NeedsRoot("another user");
        var daemon = await PlainUser.StartAsync(Folder, Sample(Folder));
        await using (daemon)
        {
            await RunsAsync(daemon);
        }
    }

    [Fact]
    public async Task A_plain_user_starts_stops_and_updates_programs()
    {
        NeedsRoot("another user");
        var daemon = await PlainUser.StartAsync(Folder, new Setup { Programs = "[program.web]\ncommand = \"sleep 1000\"\nstartsecs = 0\n" });
        await using (daemon)
        {
            var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
            Assert.Equal("nobody\n", (await Command.RunAsync("ps", "-o", "user=", "-p", $"{pid}")).Stdout);
            Assert.Equal("web: stopped\n", (await AsNobodyAsync(daemon, "stop", "web")).Stdout);
            Assert.Equal("web: started\n", (await AsNobodyAsync(daemon, "start", "web")).Stdout);
            daemon.Rewrite("[program.new]\ncommand = \"sleep 1000\"\nstartsecs = 0\n");
            Assert.Equal(
                "web: stopped\nweb: removed process group\nnew: added process group\n", (await AsNobodyAsync(daemon, "update")).Stdout);
            await daemon.ReachesAsync("new", "RUNNING");
        }
    }

    private static Task<CommandResult> AsNobodyAsync(RunningSupervisor daemon, params string[] words) => Command.RunAsync(
        [.. PlainUser.Wrapper, Binaries.Supervisorctl, "-c", daemon.ConfigPath, .. words], "", directory: daemon.Folder.Path);

    // Its own paths, but for where they are: into the folder of the test.
    private static Setup Sample(TemporaryFolder folder) => new()
    {
        Config = File.ReadAllText(Repository.PathOf("etc", "supervisord.toml"))
            + $"\n[unix_http_server.test]\nfile = \"{folder["supervisor.sock"]}\"\n",
        Environment = new Dictionary<string, string?> { ["TMPDIR"] = folder.Path, ["XDG_RUNTIME_DIR"] = folder.Path, ["USER"] = "sample" },
    };

    private static async Task RunsAsync(RunningSupervisor daemon)
    {
        foreach (var name in new[] { "site:clock", "site:worker_00", "site:worker_01", "flaky" })
        {
            await daemon.ReachesAsync(name, "RUNNING");
        }

        var status = await Command.RunAsync(
            [Binaries.Supervisorctl, "-c", daemon.ConfigPath, "status"],
            "",
            new Dictionary<string, string?> { ["TMPDIR"] = daemon.Folder.Path, ["XDG_RUNTIME_DIR"] = daemon.Folder.Path, ["USER"] = "sample" });
        Assert.Equal(3, status.ExitCode);
        Assert.Equal(
            ["cleanup STOPPED", "flaky RUNNING", "site:clock RUNNING", "site:worker_00 RUNNING", "site:worker_01 RUNNING"],
            status.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2])));
        Assert.Equal("ok", await daemon.Control.OperateAsync("cleanup", "start"));
        await daemon.ReachesAsync("cleanup", "EXITED");
        Assert.Equal("cleaning up\ndone\n", System.Text.Encoding.ASCII.GetString(await daemon.Control.LogAsync("cleanup", "stdout")));
        daemon.Signal(Signum.SIGINT);
        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);
        Assert.Empty(Directory.GetFiles(daemon.Folder.Path, "*.sock"));
        Assert.Empty(Directory.GetFiles(daemon.Folder.Path, "*.pid"));
    }
}
