using System.Diagnostics;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>The original supervisorctl, in Python, drives this supervisord: every command, over both kinds of socket.</summary>
public sealed class DebianCtlTests : EndToEndTest
{
    private const string Programs = """
        [program.cat]
        command = "cat -u"
        startsecs = 0

        [program.web]
        command = ["sh", "-c", "echo hello; echo oops >&2; trap 'echo hup' HUP; while true; do read line; done"]
        numprocs = 2
        startsecs = 0

        [program.manual]
        command = "/no/such/program"
        autostart = false

        [group.site]
        programs = ["web"]
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_command_works(bool overTcp)
    {
        DebianSupervisor.IsNeeded();
        var port = FreePort.Next();
        var server = $"""
            [inet_http_server]
            port = "127.0.0.1:{port}"
            username = "admin"
            password = "se:cret"
            """;
        var daemon = await StartAsync($"{Programs}\n{server}");
        var config = Folder.Write("client.conf", overTcp
            ? $"[supervisorctl]\nserverurl=http://127.0.0.1:{port}\nusername=admin\npassword=se:cret\n"
            : $"[supervisorctl]\nserverurl=unix://{daemon.SocketPath}\n");
        await daemon.ReachesAsync("site:web_00", "RUNNING");
        await daemon.ReachesAsync("site:web_01", "RUNNING");
        await daemon.FileHasAsync(Path.GetFileName((await daemon.Control.ProcessAsync("site:web_00")).StdoutLogFile), "hello\n");

        await Says(3, "status", "cat +RUNNING +pid \\d+, uptime 0:00:\\d\\d\nmanual +STOPPED +Not started\nsite:web_00 +RUNNING .*\nsite:web_01 +RUNNING .*\n");
        await Says(0, "status cat site:*", "cat +RUNNING .*\nsite:web_00 +RUNNING .*\nsite:web_01 +RUNNING .*\n");
        await Says(4, "status zz", "zz: ERROR \\(no such process\\)\n");
        await Says(0, "pid", $"{daemon.Pid}\n");
        await Says(0, "pid cat", $"{(await daemon.Control.ProcessAsync("cat")).Pid}\n");
        await Says(0, "version", "\\d+\\.\\d+\\.\\d+\n");
        await Says(0, "avail", "cat +in use +auto +999:999\nmanual +in use +manual +999:999\nsite:web_00 +in use .*\nsite:web_01 .*\n");
        await Says(0, "stop cat", "cat: stopped\n");
        await Says(0, "stop cat", "cat: ERROR \\(not running\\)\n");
        await Says(0, "start cat", "cat: started\n");
        await Says(0, "start cat", "cat: ERROR \\(already started\\)\n");
        await Says(1, "start zz", "zz: ERROR \\(no such process\\)\n");
        await Says(2, "start zz:*", "zz: ERROR \\(no such group\\)\n");
        await Says(1, "start manual", "manual: ERROR \\(no such file\\)\n");
        await Says(1, "start all", "manual: ERROR \\(no such file\\)\n");
        Assert.Equal("STOPPED", (await daemon.Control.ProcessAsync("manual")).StateName);
        await Says(0, "restart cat", "cat: stopped\ncat: started\n");
        await Says(0, "signal HUP site:web_00", "site:web_00: signalled\n");
        await Says(0, "signal 1 site:*", "site:web_0\\d: signalled\nsite:web_0\\d: signalled\n");
        await Says(1, "signal NOPE cat", "cat: ERROR \\(bad signal name\\)\n");
        await Says(0, "tail site:web_00", "hello\n(hup\n)*\n");
        await Says(0, "tail site:web_00 stderr", "oops\n\n");
        await Says(0, "tail -3 site:web_01 stderr", "ps\n\n");
        await Says(1, "tail zz", "zz: ERROR \\(no such process name\\)\n");
        await Says(0, "maintail -100", "(?s).+");
        await Says(0, "clear site:web_00", "site:web_00: cleared\n");
        await Says(0, "clear all", "cat: cleared\nmanual: cleared\nsite:web_00: cleared\nsite:web_01: cleared\n");
        await Says(0, "stop site:*", "(site:web_0\\d: stopped\n){2}");
        await Says(0, "start site:*", "(site:web_0\\d: started\n){2}");
        await Says(0, "reread", "No config updates to processes\n");

        daemon.Rewrite($"""
            [program.cat]
            command = "cat"
            startsecs = 0

            [program.extra]
            command = "sleep 1000"
            startsecs = 0

            {server}
            """);
        await Says(0, "reread", "cat: changed\nextra: available\nmanual: disappeared\nsite: disappeared\n");
        await Says(0, "update", "manual: stopped\nmanual: removed process group\nsite: stopped\nsite: removed process group\n"
            + "cat: stopped\ncat: updated process group\nextra: added process group\n");
        await Says(0, "update", "");
        await Says(1, "remove extra", "ERROR: process/group still running: extra\n");
        await Says(0, "stop extra", "extra: stopped\n");
        await Says(0, "remove extra", "extra: removed process group\n");
        await Says(0, "add extra", "extra: added process group\n");
        await Says(0, "add extra", "ERROR: process group already active\n");
        await Says(1, "add zz", "ERROR: no such process/group: zz\n");
        await Says(0, "restart all", "(cat: stopped\nextra|extra: stopped\ncat): stopped\n(cat: started\nextra|extra: started\ncat): started\n");
        await Says(0, "stop all", "(cat: stopped\nextra|extra: stopped\ncat): stopped\n");

        daemon.Rewrite($"{server}\nnonsense = ");
        var bad = await DebianSupervisor.CtlAsync(config, "reread");
        Assert.StartsWith("ERROR: CANT_REREAD: ", bad.Stdout, StringComparison.Ordinal);
        Assert.Equal(1, bad.ExitCode);
        daemon.Rewrite(server);
        await Says(0, "reload", "Restarted supervisord\n");
        await daemon.LogsAsync("supervisord started with pid", times: 2);
        await Says(0, "shutdown", "Shut down\n");
        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);

        async Task Says(int exitCode, string command, string pattern)
        {
            var result = await DebianSupervisor.CtlAsync(config, command.Split(' '));
            Assert.Matches($"^exit {exitCode}\n{pattern}$", result.ToString());
        }
    }

    [Fact]
    public async Task The_foreground_works_over_a_pipe()
    {
        DebianSupervisor.IsNeeded();
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("cat", "RUNNING");
        var config = Folder.Write("client.conf", $"[supervisorctl]\nserverurl=unix://{daemon.SocketPath}\n");
        using var client = Process.Start(Command.StartInfo([DebianSupervisor.Python, "-u", "-m", "supervisor.supervisorctl", "-c", config, "fg", "cat"]))!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            Assert.Equal("==> Press Ctrl-C to exit <==", await client.StandardOutput.ReadLineAsync(patience.Token));
            await client.StandardInput.WriteLineAsync("hello");
            Assert.Equal("hello", await client.StandardOutput.ReadLineAsync(patience.Token));
            await daemon.Ctl("stop", "cat");
            await client.StandardInput.WriteLineAsync("anybody there");
            Assert.Equal("Process got killed", await client.StandardOutput.ReadLineAsync(patience.Token));
        }
        finally
        {
            // It does not end by itself where its input ends: it waits for the thread that follows the logs.
            client.Kill();
            await client.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_whole_session_keeps_its_connection()
    {
        DebianSupervisor.IsNeeded();
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("site:web_01", "RUNNING");
        var config = Folder.Write("client.conf", $"[supervisorctl]\nserverurl=unix://{daemon.SocketPath}\n");
        var session = await DebianSupervisor.CtlAsync(config, "stop cat\nstart cat\npid cat\n", ["-i"]);

        Assert.Contains("cat: stopped\nsupervisor> cat: started\n", session.Stdout, StringComparison.Ordinal);
        Assert.Contains($"supervisor> {(await daemon.Control.ProcessAsync("cat")).Pid}\n", session.Stdout, StringComparison.Ordinal);
    }
}
