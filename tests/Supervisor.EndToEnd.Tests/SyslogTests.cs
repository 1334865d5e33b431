using System.Net.Sockets;
using System.Text;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Lines of programs and of supervisord itself in syslog.</summary>
public sealed class SyslogTests : EndToEndTest
{
    [Fact]
    public async Task Lines_of_programs_and_of_the_main_log_reach_the_syslog_daemon()
    {
        using var syslog = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        syslog.Bind(new UnixDomainSocketEndPoint(Folder["log"]));
        var daemon = await StartAsync(new Setup
        {
            Config = """
                [supervisord]
                logfile = "syslog"
                syslog = "unix://${here}/log"
                strip_ansi = true
                pidfile = "supervisord.pid"
                childlogdir = "."

                [unix_http_server]
                file = "supervisor.sock"

                [program.web]
                command = ["sh", "-c", "printf 'one\\ntwo \\033[1mbold\\033[0m\\n<!--XSUPERVISOR:BEGIN-->captured<!--XSUPERVISOR:END-->'; echo error >&2; printf unfinished; exec sleep 1000"]
                startsecs = 0
                stdout_syslog = true
                stdout_capture_maxbytes = "1KB"
                stdout_logfile = "web.log"
                stderr_syslog = true
                stderr_logfile = "NONE"
                """,
        });
        var web = await daemon.ReachesAsync("web", "RUNNING");
        await daemon.Ctl("stop", "web");
        var messages = Receive(syslog, until: "stopped: web");
        Assert.Contains(messages, message => message.StartsWith("<14>", StringComparison.Ordinal) && message.EndsWith($" web[{web.Pid}]: one", StringComparison.Ordinal));
        Assert.Single(messages, message => message.EndsWith($" web[{web.Pid}]: two bold", StringComparison.Ordinal));
        Assert.Single(messages, message => message.EndsWith($" web[{web.Pid}]: error", StringComparison.Ordinal));
        Assert.DoesNotContain(messages, message => message.Contains("captured", StringComparison.Ordinal));
        Assert.Single(messages, message => message.EndsWith($" supervisord[{daemon.Pid}]: spawned: 'web' with pid {web.Pid}", StringComparison.Ordinal));
        Assert.Single(messages, message => message.StartsWith("<12>", StringComparison.Ordinal) && message.EndsWith(": stopped: web (terminated by SIGTERM)", StringComparison.Ordinal));
        Assert.Equal("one\ntwo bold\nunfinished", daemon.ReadShared("web.log"));
    }

    private static List<string> Receive(Socket syslog, string until)
    {
        var messages = new List<string>();
        var buffer = new byte[20_000];
        do messages.Add(Encoding.UTF8.GetString(buffer, 0, syslog.Receive(buffer)));
        while (!messages[^1].Contains(until, StringComparison.Ordinal));
        return messages;
    }
}
