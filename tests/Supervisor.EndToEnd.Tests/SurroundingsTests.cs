using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>What a program finds around itself. Each is tried on the direct way and, by a umask, through the exec stage.</summary>
public sealed class SurroundingsTests : EndToEndTest
{
    public static TheoryData<string> BothWays { get; } = ["", "umask = \"022\""];

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task The_environment_is_the_daemons_without_what_was_meant_for_it_and_with_what_is_configured(string way)
    {
        var daemon = await StartAsync(new Setup
        {
            Environment = new Dictionary<string, string?>
            {
                ["NOTIFY_SOCKET"] = "/none",
                ["WATCHDOG_USEC"] = "30000000",
                ["WATCHDOG_PID"] = "1",
                ["LISTEN_FDS"] = "1",
                ["LISTEN_PID"] = "1",
                ["LISTEN_FDNAMES"] = "x",
                ["INHERITED"] = "a=b c",
                ["REPLACED"] = "old",
            },
            Daemon = """
                environment = { REPLACED = "new", DAEMON = "both", SETTING = "daemon" }
                """,
            Programs = Print("""["env", "-0"]""", way) + """

                environment = { SETTING = "own ${DAEMON}", EMPTY = "" }
                """,
        });
        var seen = (await PrintedAsync(daemon)).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal("1", seen["SUPERVISOR_ENABLED"]);
        Assert.Equal("print", seen["SUPERVISOR_PROCESS_NAME"]);
        Assert.Equal("print", seen["SUPERVISOR_GROUP_NAME"]);
        Assert.Equal($"unix://{daemon.SocketPath}", seen["SUPERVISOR_SERVER_URL"]);
        Assert.Equal(("a=b c", "new", "both", "own both", ""), (seen["INHERITED"], seen["REPLACED"], seen["DAEMON"], seen["SETTING"], seen["EMPTY"]));
        var inherited = (await File.ReadAllTextAsync($"/proc/{daemon.Pid}/environ", TestContext.Current.CancellationToken))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]);
        string[] meantForTheDaemon = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"];
        string[] added =
        [
            "SUPERVISOR_ENABLED", "SUPERVISOR_PROCESS_NAME", "SUPERVISOR_GROUP_NAME", "SUPERVISOR_SERVER_URL", "SUPERVISOR_INSTANCE", "DAEMON",
            "SETTING", "EMPTY",
        ];
        Assert.Equal(inherited.Except(meantForTheDaemon).Union(added).Order(), seen.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task It_leads_a_process_group_of_its_own_in_the_daemons_session(string way)
    {
        var daemon = await StartAsync($"""
            [program.web]
            command = ["sleep", "1000"]
            startsecs = 0
            {way}
            """);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;

        Assert.Equal(pid, ProcFs.ProcessGroupOf(pid));
        Assert.Equal(ProcFs.SessionOf(daemon.Pid), ProcFs.SessionOf(pid));
        Assert.Equal("sleep 1000", ProcFs.CommandLineOf(pid));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task It_has_no_descriptor_but_0_1_and_2(string way)
    {
        var daemon = await StartAsync(new Setup
        {
            Wrapper = ["sh", "-c", "exec 7</dev/null 9</etc/passwd; exec \"$@\"", "sh"],
            Programs = Print("""["ls", "/proc/self/fd"]""", way),
        });

        // 3 is the folder that ls reads.
        Assert.Equal("0\n1\n2\n3\n", await PrintedAsync(daemon));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task Its_signals_are_neither_blocked_nor_ignored(string way)
    {
        var daemon = await StartAsync(new Setup
        {
            Wrapper = ["env", "--block-signal=USR1", "--ignore-signal=PIPE", "--ignore-signal=HUP"],
            Programs = Print("""["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]""", way),
        });

        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", await PrintedAsync(daemon));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task Its_stdin_is_open_and_takes_what_is_sent(string way)
    {
        var daemon = await StartAsync($$"""
            [program.cat]
            command = ["cat"]
            startsecs = 0
            stdout_logfile = "${here}/cat.log"
            {{way}}
            """);
        await daemon.ReachesAsync("cat", "RUNNING");
        using var body = new ByteArrayContent("hello\n"u8.ToArray());
        var (status, _) = await daemon.Control.JsonAsync(HttpMethod.Post, "/v1/processes/cat/cat/stdin", body);

        Assert.Equal(200, status);
        await daemon.FileHasAsync("cat.log", "hello\n");
    }

    [Fact]
    public async Task The_umask_is_the_configured_one()
    {
        var daemon = await StartAsync(Print("""["sh", "-c", "umask"]""", "umask = \"027\""));

        Assert.Equal("0027\n", await PrintedAsync(daemon));
    }

    [Fact]
    public async Task It_starts_in_its_directory()
    {
        Directory.CreateDirectory(Folder["place"]);
        var daemon = await StartAsync(Print("""["sh", "-c", "pwd -P; echo $0"]""", "directory = \"${here}/place\""));

        Assert.Equal($"{Folder["place"]}\nsh\n", await PrintedAsync(daemon));
    }

    [Fact]
    public async Task Without_a_directory_it_starts_in_the_daemons()
    {
        var daemon = await StartAsync(Print("""["sh", "-c", "pwd -P"]""", ""));

        Assert.Equal($"{Folder.Path}\n", await PrintedAsync(daemon));
    }

    [Fact]
    public async Task It_runs_as_the_configured_user()
    {
        NeedsRoot("a program of another user");
        var daemon = await StartAsync(Print("""["sh", "-c", "id -un; id -u; id -g; id -G; whoami"]""", "user = \"nobody\""));

        var expected = await Command.RunAsync("sh", "-c", "id -un nobody; id -u nobody; id -g nobody; id -G nobody; echo nobody");
        Assert.Equal(expected.Stdout, await PrintedAsync(daemon));
    }

    [Theory]
    [InlineData(512, "minfds = 256", "512\n")]
    [InlineData(128, "minfds = 256", "256\n")]
    public async Task Its_descriptor_limit_is_the_one_that_the_daemon_was_started_with_but_at_least_minfds(
        int startedWith, string minimum, string limit)
    {
        Assert.SkipUnless(Binaries.AreReleased, "needs the release binaries (SUPERVISOR_BIN): the runtime raises the limit before a managed build can see it");
        var daemon = await StartAsync(new Setup
        {
            Wrapper = ["sh", "-c", $"ulimit -Sn {startedWith}; exec \"$@\"", "sh"],
            Daemon = minimum,
            Programs = Print("""["sh", "-c", "ulimit -Sn"]""", ""),
        });

        Assert.Equal(limit, await PrintedAsync(daemon));
    }

    private static string Print(string command, string way) => $$"""
        [program.print]
        command = {{command}}
        startsecs = 0
        autorestart = false
        stdout_logfile = "${here}/print.log"
        {{way}}
        """;

    private static async Task<string> PrintedAsync(RunningSupervisor daemon)
    {
        await daemon.ReachesAsync("print", "EXITED");
        return daemon.ReadShared("print.log");
    }
}
