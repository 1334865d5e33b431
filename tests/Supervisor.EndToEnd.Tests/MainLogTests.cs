using System.Text.RegularExpressions;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Lines of the main log that people and scrapers know from supervisord.</summary>
public sealed partial class MainLogTests : EndToEndTest
{
    [Fact]
    public async Task A_start_and_a_slow_stop_are_told_in_supervisords_words_and_order()
    {
        var daemon = await StartAsync(new Setup
        {
            Daemon = "loglevel = 'debug'",
            Programs = """
                [program.slow]
                command = ["sh", "-c", "trap '' TERM; printf '<!--XSUPERVISOR:BEGIN-->x<!--XSUPERVISOR:END-->'; while :; do sleep 0.1; done"]
                startsecs = 0
                stopwaitsecs = 5
                stdout_capture_maxbytes = 100
                """,
        });
        var slow = await daemon.ReachesAsync("slow", "RUNNING");
        await daemon.LogsAsync("DEBG 'slow' stdout emitted a comm event");
        Assert.Equal(0, (await daemon.Ctl("stop", "slow")).ExitCode);
        await daemon.LogsAsync("stopped: slow");
        var lines = daemon.MainLogLines();
        Assert.Single(lines, "INFO RPC interface 'supervisor' initialized");
        Assert.Equal(
            [
                $"DEBG killing slow (pid {slow.Pid}) with signal SIGTERM",
                "INFO waiting for slow to stop",
                "INFO waiting for slow to stop",
                "INFO waiting for slow to stop",
                $"WARN killing 'slow' ({slow.Pid}) with SIGKILL",
                $"DEBG killing slow (pid {slow.Pid}) with signal SIGKILL",
                "WARN stopped: slow (terminated by SIGKILL)",
            ],
            lines.Where(line => line.Contains("killing", StringComparison.Ordinal) || line.Contains("waiting", StringComparison.Ordinal) || line.Contains("stopped:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("info")]
    [InlineData("error")]
    public async Task A_warning_about_the_config_stands_once_in_the_journal_whatever_the_level(string level)
    {
        // As systemd does it: both streams are the journal's, which a variable names.
        const string Script = """exec 2>&1 3>&1; export JOURNAL_STREAM=$(stat -Lc %d:%i /dev/fd/3); exec 3>&-; exec "$@" """;
        var daemon = await StartAsync(new Setup
        {
            Wrapper = ["sh", "-c", Script, "sh"],
            ConfigName = "supervisord.conf",
            Config = $"""
                [supervisord]
                logfile=%(here)s/supervisord.log
                pidfile=%(here)s/supervisord.pid
                loglevel={level}
                nonsense=1

                [unix_http_server]
                file=%(here)s/supervisor.sock
                """,
        });
        var journal = (await daemon.StopAsync()).Stdout;
        Assert.True(journal.Split("nonsense").Length == 2, journal);
        Assert.Contains("<4>", journal.Split('\n').Single(line => line.Contains("nonsense", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_level_trace_requests_are_told()
    {
        var port = FreePort.Next();
        var daemon = await StartAsync(new Setup { Daemon = "loglevel = 'trace'", Programs = $"[inet_http_server]\nport = '127.0.0.1:{port}'\n" });
        using var http = new HttpClient();
        await http.GetStringAsync($"http://127.0.0.1:{port}/ok.html", TestContext.Current.CancellationToken);
        await daemon.LogsAsync("GET /ok.html");
        Assert.Single(daemon.MainLogLines(), line => Access().IsMatch(line));
    }

    [GeneratedRegex("""^TRAC 127\.0\.0\.1:\d+ - - \[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET /ok\.html HTTP/1\.1" 200 \d+$""")]
    private static partial Regex Access();
}
