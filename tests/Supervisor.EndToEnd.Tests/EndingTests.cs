using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>A program's end is the end of everything, where the config says so.</summary>
public sealed class EndingTests : EndToEndTest
{
    private const string Side = """

        [program.side]
        command = ["sleep", "1000"]
        startsecs = 0
        priority = 5
        """;

    [Theory]
    [InlineData("startsecs = 0\ncommand = 'sh -c \"exit 7\"'", 7, "exit status 7")]
    [InlineData("startsecs = 0\ncommand = 'sh -c \"exit 0\"'", 0, "exit status 0")]
    [InlineData("startsecs = 0\ncommand = 'sh -c \"kill -KILL $$$$\"'", 137, "terminated by SIGKILL")]
    [InlineData("startretries = 0\ncommand = '/no/such/program'", 127, "it could not be started")]
    [InlineData("startretries = 0\ncommand = '/etc/passwd'", 126, "it could not be started")]
    [InlineData("startretries = 0\ncommand = 'sh -c \"exit 9\"'", 9, "exit status 9")]
    public async Task The_status_of_an_essential_program_is_that_of_supervisord(string keys, int status, string how)
    {
        var daemon = RunningSupervisor.Begin(Folder, new Setup { Programs = $"[program.main]\nessential = true\n{keys}\n{Side}" });
        Own(daemon);
        Assert.Equal(status, (await daemon.EndsAsync()).ExitCode);
        Assert.Contains($"WARN essential program main has ended ({how}); everything is stopped, then supervisord exits with status {status}\n", daemon.MainLog);
        Assert.Contains("stopped: side (terminated by SIGTERM)", daemon.MainLog);
    }

    [Fact]
    public async Task The_status_outlives_a_crash_of_the_brain_while_everything_stops()
    {
        var daemon = await StartAsync("""
            [program.main]
            command = ["sleep", "1000"]
            startsecs = 0
            essential = true
            [program.slow]
            command = ["sh", "-c", "trap 'touch stopping; while [ ! -e go ]; do sleep 0.05; done; exit 0' TERM; touch ready; while :; do sleep 0.05; done"]
            startsecs = 0
            """);
        await Eventually.IsTrueAsync(() => File.Exists(Folder["ready"]), "the slow program is there");
        RunningSupervisor.SendSignal((await daemon.Control.ProcessAsync("main")).Pid, Signum.SIGUSR1);
        await Eventually.IsTrueAsync(() => File.Exists(Folder["stopping"]), "everything is being stopped");
        await daemon.CrashAsync();
        await daemon.CrashAsync();
        File.WriteAllText(Folder["go"], "");
        Assert.Equal(128 + 10, (await daemon.EndsAsync()).ExitCode);
    }

    [Fact]
    public async Task With_all_exited_it_ends_with_the_last_program()
    {
        var daemon = RunningSupervisor.Begin(Folder, new Setup
        {
            Daemon = "exit_when = \"all-exited\"",
            Programs = """
                [program-default]
                startsecs = 0
                autorestart = false
                [program.a]
                command = ["sh", "-c", "exit 0"]
                [program.b]
                command = ["sh", "-c", "sleep 0.2; exit 5"]
                [program.c]
                command = ["sh", "-c", "sleep 0.3"]
                """,
        });
        Own(daemon);
        Assert.Equal(5, (await daemon.EndsAsync()).ExitCode);
        Assert.Contains("WARN all programs have ended, b not as expected (exit status 5); everything is stopped, then supervisord exits with status 5\n", daemon.MainLog);
    }

    [Fact]
    public async Task An_orderly_stop_is_0_whatever_essential_programs_say()
    {
        var daemon = await StartAsync("""
            [program.main]
            command = ["sh", "-c", "trap 'exit 3' TERM; touch ready; while :; do sleep 0.05; done"]
            startsecs = 0
            essential = true
            """);
        await Eventually.IsTrueAsync(() => File.Exists(Folder["ready"]), "the program is there");
        Assert.Equal(0, (await daemon.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task An_INI_file_has_both_keys()
    {
        Folder.Write("x.conf", """
            [supervisord]
            logfile = x.log
            pidfile = x.pid
            childlogdir = .
            exit_when = any-fatal
            [program:main]
            command = sh -c "exit 6"
            startsecs = 0
            essential = true
            """);
        Assert.Equal(6, (await Command.RunAsync([Binaries.Supervisord, "-n", "-c", Folder["x.conf"]], "", directory: Folder.Path)).ExitCode);
    }
}
