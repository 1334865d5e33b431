using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>supervisord without <c>-n</c>, started where it has something to get away from.</summary>
public sealed class DetachmentTests : EndToEndTest
{
    private const string Web = """
        [program.web]
        command = ["sleep", "1000"]
        startsecs = 0
        """;

    [Fact]
    public async Task Started_from_its_controlling_terminal_it_leaves_it_and_outlives_its_hang_up()
    {
        Assert.SkipUnless((await Command.RunAsync("sh", "-c", "command -v script")).ExitCode == 0, "script of util-linux (bsdutils) is not installed");
        await using var daemon = new BackgroundSupervisor(Folder);
        const string session = """
            exec script -qec "(: </dev/tty) && echo terminal=\$(tty); $1 -c $3; echo status=\$?; read line" /dev/null
            """;
        using var terminal = daemon.StartLaunch(new Setup
        {
            Programs = Web + """


                [program.probe]
                command = ["sh", "-c", ": </dev/tty && echo there is a terminal"]
                startsecs = 0
                autorestart = false
                redirect_stderr = true
                stdout_logfile = "${here}/probe.log"
                """,
            Wrapper = ["sh", "-c", session, "sh"],
        });
        try
        {
            var first = await terminal.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("terminal=/dev/pts/", first, StringComparison.Ordinal);
            Assert.Equal("status=0", await terminal.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            await Eventually.IsTrueAsync(async () => (await daemon.Control.ProcessAsync("probe")).StateName == "EXITED", () => "the probe ends");
            var (pid, web) = (daemon.Pid, (await daemon.Control.ProcessAsync("web")).Pid);
            var left = daemon.Processes().Where(process => ProcFs.TerminalOf(process) != 0).ToList();

            var ours = daemon.Processes().Where(process => ProcFs.CommandLineOf(process).StartsWith(Binaries.Supervisord, StringComparison.Ordinal)).ToList();
            Assert.Contains(pid, ours);
            Assert.All([.. ours, web], process => Assert.Equal(0, ProcFs.TerminalOf(process)));
            Assert.All(ours, process => Assert.NotEqual(process, ProcFs.SessionOf(process)));
            var probe = await File.ReadAllTextAsync(Folder["probe.log"], TestContext.Current.CancellationToken);
            Assert.Contains("cannot open /dev/tty: No such device or address", probe, StringComparison.Ordinal);

            terminal.Kill();
            Assert.NotEmpty(left);
            await Eventually.IsTrueAsync(() => !left.Any(ProcFs.IsAlive), "the hang-up ends the shell of the terminal");
            Assert.Equal(pid, (await daemon.Control.InfoAsync()).Pid);
            Assert.Equal(("RUNNING", web), ((await daemon.Control.ProcessAsync("web")).StateName, (await daemon.Control.ProcessAsync("web")).Pid));
            Assert.DoesNotContain("SIGHUP", daemon.MainLog, StringComparison.Ordinal);
            Assert.Equal("ok", await daemon.Control.OperateAsync("web", "restart"));
        }
        finally
        {
            terminal.Kill();
        }
    }

    [Fact]
    public async Task Started_beneath_a_child_subreaper_it_becomes_its_child_and_leaves_it_no_other()
    {
        Assert.SkipUnless((await Command.RunAsync("sh", "-c", "command -v perl")).ExitCode == 0, "perl is not installed");
        await using var daemon = new BackgroundSupervisor(Folder);
        const string subreaper = """
            use POSIX ();
            my $prctl = (POSIX::uname())[4] eq "aarch64" ? 167 : 157;
            syscall($prctl, 36, 1, 0, 0, 0) == 0 or die "prctl: $!";
            $| = 1;
            my $launcher = fork;
            $launcher or exec @ARGV;
            while ((my $pid = waitpid(-1, 0)) > 0) {
                print $pid == $launcher ? "launcher" : "orphan $pid", " ended with $?\n";
            }
            """;
        using var parent = daemon.StartLaunch(new Setup { Programs = Web, Wrapper = ["perl", "-e", subreaper] });
        try
        {
            Assert.Equal("launcher ended with 0", await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            var children = ProcFs.ChildrenOf(parent.Id);
            Assert.Single(children);
            Assert.Equal(ProcFs.SessionOf(daemon.Pid), ProcFs.SessionOf(children[0]));
            Assert.Equal(daemon.Pid, (await daemon.Control.InfoAsync()).Pid);
            Assert.Equal("ok", await daemon.Control.OperateAsync("web", "restart"));

            RunningSupervisor.SendSignal(daemon.Pid, Signum.SIGTERM);
            Assert.Equal($"orphan {children[0]} ended with 0", await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Null(await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Empty(daemon.Processes());
            Assert.False(File.Exists(daemon.PidPath));
        }
        finally
        {
            parent.Kill();
        }
    }
}
