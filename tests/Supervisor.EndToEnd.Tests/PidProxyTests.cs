using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>supervisord under the name pidproxy, in front of a script that starts a server in a session of its own.</summary>
public sealed class PidProxyTests : EndToEndTest
{
    private const string Script = """
        #!/bin/sh
        cd "${0%/*}"
        setsid sh -c 'trap "echo hup >> signals" HUP; trap "sleep 0.3; echo term >> signals; rm pid; exit 0" TERM; echo $$ > pid.new; mv pid.new pid; while :; do sleep 0.05; done' &
        wait
        exit 7
        """;

    private string Proxy
    {
        get
        {
            var link = Folder["pidproxy"];
            if (!File.Exists(link)) File.CreateSymbolicLink(link, Binaries.Supervisord);
            return link;
        }
    }

    [Fact]
    public async Task Signals_reach_the_process_of_the_pid_file_and_a_stop_waits_for_its_end()
    {
        Folder.Write("wrapper", Script);
        File.SetUnixFileMode(Folder["wrapper"], (UnixFileMode)0b111_101_101);
        var daemon = await StartAsync($$"""
            [program.server]
            command = ["{{Proxy}}", "${here}/pid", "${here}/wrapper"]
            startsecs = 0
            """);
        await daemon.ReachesAsync("server", "RUNNING");
        await Eventually.IsTrueAsync(() => File.Exists(Folder["pid"]), "the server has written its pid");
        var server = int.Parse(File.ReadAllText(Folder["pid"]), null);
        Assert.Equal(0, (await daemon.Ctl("signal", "HUP", "server")).ExitCode);
        await daemon.FileHasAsync("signals", "hup");

        Assert.Equal(0, (await daemon.Ctl("stop", "server")).ExitCode);
        Assert.False(ProcFs.IsAlive(server));
        Assert.EndsWith("term\n", daemon.ReadShared("signals"), StringComparison.Ordinal);
        await daemon.LogsAsync("INFO stopped: server (exit status 0)");
    }

    [Fact]
    public async Task Without_a_pid_the_command_itself_gets_the_signal_and_its_status_is_ours()
    {
        var daemon = await StartAsync($$"""
            [program.plain]
            command = ["{{Proxy}}", "${here}/none", "sleep", "1000"]
            startsecs = 0
            stopwaitsecs = 60
            [program.ended]
            command = ["{{Proxy}}", "${here}/none", "sh", "-c", "exit 7"]
            startsecs = 0
            autorestart = false
            """);
        Assert.Equal(7, (await daemon.ReachesAsync("ended", "EXITED")).ExitStatus);
        await daemon.ReachesAsync("plain", "RUNNING");
        var proxy = (await daemon.Control.ProcessAsync("plain")).Pid;
        await Eventually.IsTrueAsync(() => ProcFs.ChildrenOf(proxy).Count == 1, "the command runs");
        Assert.Equal(0, (await daemon.Ctl("stop", "plain")).ExitCode);
        await daemon.LogsAsync("stopped: plain (exit status 143)");
    }

    [Fact]
    public async Task Wrong_use_and_a_missing_command_are_said()
    {
        Assert.Equal((1, "pidproxy <pidfile name> <command> [<cmdarg1> ...]\n"), await RunAsync("file"));
        var (status, _) = await RunAsync("file", "/does/not/exist");
        Assert.Equal(127, status);

        async Task<(int, string)> RunAsync(params string[] words)
        {
            var result = await Command.RunAsync([Proxy, .. words]);
            return (result.ExitCode, result.Stdout);
        }
    }
}
