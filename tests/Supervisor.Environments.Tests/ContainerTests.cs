using System.Globalization;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests;

/// <summary>The image that the Dockerfile makes, in containers.</summary>
public sealed class ContainerTests(ContainerEngine engine) : IClassFixture<ContainerEngine>
{
    private const string Head = """
        [supervisord]
        nodaemon = true
        logfile = "NONE"
        pidfile = "NONE"
        [unix_http_server]
        file = "/tmp/supervisor.sock"
        [program-default]
        startsecs = 0
        stdout_logfile = "/dev/stdout"
        stderr_logfile = "/dev/stderr"
        output_prefix = true

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_image_is_small_has_no_shell_and_says_what_it_is()
    {
        engine.IsNeeded();
        var shown = await engine.OutputAsync(
            "image", "inspect", ContainerEngine.Image, "--format", "{{.Config.User}} {{.Config.Entrypoint}} {{.Config.Cmd}} {{.Config.Healthcheck.Test}} {{index .Labels \"org.opencontainers.image.licenses\"}}");
        Assert.Equal("1654 [/usr/bin/supervisord] [-n -c /etc/supervisord.toml] [CMD /usr/bin/supervisorctl healthcheck] MIT", shown);
        var from = File.ReadLines(Repository.PathOf("Dockerfile")).Last(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Split(' ')[1];
        var added = await SizeAsync(ContainerEngine.Image) - await SizeAsync(from);
        TestContext.Current.TestOutputHelper?.WriteLine($"{added / 1e6:0.0} MB on top of the base");
        Assert.InRange(added, 1_000_000, 30_000_000);
        Assert.NotEqual(0, (await engine.PodmanAsync("run", "--rm", "--no-healthcheck", "--network", "none", "--entrypoint", "/bin/sh", ContainerEngine.Image)).ExitCode);
    }

    [Fact]
    public async Task As_it_is_it_runs_the_programs_of_its_folder_as_process_1_and_no_root_and_stops_when_it_is_told()
    {
        engine.IsNeeded();
        await using var container = await StartAsync("""
            [program.web]
            command = ["/busybox", "sh", "-c", "echo I am $(/busybox id -u), my parent is $PPID; exec /busybox sleep 1000"]
            """, asConfig: false);
        await container.LogsAsync("I am 1654, my parent is 1\n");
        await container.LogsAsync("success: web entered RUNNING state");
        Assert.Equal("healthy: 1 process RUNNING", await container.ExecAsync("/usr/bin/supervisorctl", "healthcheck"));
        Assert.Equal(0, (await engine.PodmanAsync("healthcheck", "run", container.Name)).ExitCode);
        await container.ExecAsync("/usr/bin/supervisorctl", "stop", "web");
        await engine.OutputAsync("restart", "--time", "20", container.Name);
        await container.LogsAsync("I am 1654, my parent is 1\n", times: 2);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await engine.OutputAsync("stop", "--time", "60", container.Name);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"it took {watch.Elapsed}");
        Assert.Equal(0, await container.ExitCodeAsync());
        await container.LogsAsync("stopped: web (terminated by SIGTERM)", times: 2);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -KILL $$$$", 137)]
    public async Task The_container_ends_with_the_status_of_its_essential_program(string script, int status)
    {
        engine.IsNeeded();
        var result = await engine.PodmanAsync(["run", "--rm", .. engine.WithConfig($$"""
            {{Head}}
            [program.main]
            command = ["/busybox", "sh", "-c", '{{script}}']
            essential = true
            [program.side]
            command = ["/busybox", "sleep", "1000"]
            """)]);
        Assert.True(result.ExitCode == status, result.ToString());
        Assert.Contains($"then supervisord exits with status {status}\n", result.Stdout);
    }

    [Fact]
    public async Task Nothing_writable_no_shared_memory_any_user_few_processes_and_little_memory_are_enough()
    {
        engine.IsNeeded();
        var result = await engine.PodmanAsync(["run", "--rm", "--read-only", "--read-only-tmpfs=false", "--ipc", "none", "--user", "54321:54321",
            "--pids-limit", "40", "--memory", "64m", "--env", "SUPERVISOR_EXIT_WHEN=all-exited", "--env", "SUPERVISOR_PREFIX=true",
            "--volume", $"{Write("""
                [program.job]
                command = ["/busybox", "sh", "-c", "/busybox id -u; /busybox touch /tmp/x /dev/shm/x; exit 0"]
                startsecs = 0
                autorestart = false
                """)}:/etc/supervisor/conf.d/job.toml:ro", .. ContainerEngine.WithBusybox, ContainerEngine.Image]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("job | 54321\n", result.Stdout);
        Assert.Contains("cannot open control socket /tmp/supervisor.sock: Read-only file system; /tmp is mounted read-only: ", result.Stdout);
        Assert.Contains("; supervisorctl cannot reach this supervisord\n", result.Stdout);
        Assert.Contains("job | touch: /tmp/x: Read-only file system\n", result.Stderr);
    }

    [Fact]
    public async Task A_config_without_a_word_about_containers_runs_there_too_and_says_what_it_lacks()
    {
        engine.IsNeeded();
        var result = await engine.PodmanAsync(["run", "--rm", "--read-only", "--read-only-tmpfs=false", .. engine.WithConfig("""
            [program.main]
            command = ["/busybox", "sh", "-c", "exit 3"]
            startsecs = 0
            essential = true
            """)]);
        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Contains("supervisord.log: Read-only file system; there is no main log but on stdout\n", result.Stdout);
        Assert.Contains("there is no pid file\n", result.Stdout);
    }

    [Fact]
    public async Task A_program_that_is_killed_for_want_of_memory_is_named_as_such()
    {
        engine.IsNeeded();
        await using var container = await StartAsync($$"""
            {{Head}}
            [program.hungry]
            command = ["/busybox", "awk", 'BEGIN { x = "0123456789abcdef"; while (1) x = x x }']
            autorestart = false
            [program.killed]
            command = ["/busybox", "sh", "-c", "/busybox sleep 1; kill -KILL $$$$"]
            autorestart = false
            """, asConfig: true, "--memory", "96m", "--memory-swap", "96m");
        await container.LogsAsync("exited: hungry (terminated by SIGKILL (out of memory); not expected)\n");
        await container.LogsAsync("exited: killed (terminated by SIGKILL; not expected)\n");
        var status = await engine.PodmanAsync("exec", container.Name, "/usr/bin/supervisorctl", "status", "hungry");
        Assert.Matches(@"^hungry +EXITED +.*, out of memory\n$", status.Stdout);
        Assert.Contains("hungry EXITED (Out of memory: killed by the kernel)", (await engine.PodmanAsync("exec", container.Name, "/usr/bin/supervisorctl", "healthcheck")).Stdout);
    }

    [Fact]
    public async Task A_single_command_is_process_2_at_most_and_passes_its_status_and_signals()
    {
        engine.IsNeeded();
        string[] run = ["run", "--rm", .. ContainerEngine.WithBusybox];
        var result = await engine.PodmanAsync([.. run, ContainerEngine.Image, "--", "/busybox", "sh", "-c", "echo my parent is $PPID; (/busybox sh -c 'exit 3' &); exit 5"]);
        Assert.Equal(new CommandResult(5, "my parent is 1\n", ""), result);
        Assert.Equal(127, (await engine.PodmanAsync([.. run, ContainerEngine.Image, "--", "/no/such"])).ExitCode);
        Assert.Equal(new CommandResult(6, "on a terminal\r\n", ""), await engine.PodmanAsync(
            [.. run, "--tty", ContainerEngine.Image, "--", "/busybox", "sh", "-c", "[ -t 0 ] && echo on a terminal; /busybox true; exit 6"]));

        var name = $"single-{Guid.NewGuid():N}";
        await engine.OutputAsync(["run", "--detach", "--name", name, .. ContainerEngine.WithBusybox, ContainerEngine.Image, "-r", "TERM:QUIT", "--",
            "/busybox", "sh", "-c", "trap 'echo quit; exit 9' QUIT; echo ready; while :; do /busybox sleep 0.05; done"]);
        await using var container = new Container(engine, name);
        await container.LogsAsync("ready\n");
        await engine.OutputAsync("stop", "--time", "60", name);
        Assert.Equal(9, await container.ExitCodeAsync());
        await container.LogsAsync("quit\n");
    }

    private async Task<long> SizeAsync(string image) =>
        long.Parse(await engine.OutputAsync("image", "inspect", "--format", "{{.Size}}", image), CultureInfo.InvariantCulture);

    private async Task<Container> StartAsync(string config, bool asConfig, params string[] options)
    {
        var name = $"several-{Guid.NewGuid():N}";
        string[] words = asConfig
            ? engine.WithConfig(config, options)
            : ["--volume", $"{Write(config)}:/etc/supervisor/conf.d/web.toml:ro", .. ContainerEngine.WithBusybox, .. options, ContainerEngine.Image];
        // Whether it is healthy is asked for by the test alone, or not at all.
        await engine.OutputAsync(["run", "--detach", "--name", name, .. words.Where(word => asConfig || word != "--no-healthcheck")]);
        return new Container(engine, name);
    }

    private string Write(string config) => engine.WithConfig(config)[1].Split(':')[0];

    private sealed class Container(ContainerEngine engine, string name) : IAsyncDisposable
    {
        public string Name => name;

        public async Task LogsAsync(string text, int times = 1)
        {
            var seen = "";
            await Eventually.IsTrueAsync(
                async () =>
                {
                    var logs = await engine.PodmanAsync("logs", name);
                    seen = logs.Stdout + logs.Stderr;
                    return seen.Split(text).Length > times;
                },
                () => $"{times} x \"{text}\" in the log of the container:\n{seen}",
                Patience);
        }

        public Task<string> ExecAsync(params string[] words) => engine.OutputAsync(["exec", name, .. words]);

        public async Task<int> ExitCodeAsync() =>
            int.Parse(await engine.OutputAsync("wait", name), CultureInfo.InvariantCulture);

        public async ValueTask DisposeAsync() => await engine.PodmanAsync("rm", "--force", "--time", "1", name);
    }
}
