using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>What supervisord makes on the disk: whose it is, who may read it, and what becomes of it.</summary>
public sealed class FileTests : DifferentialTest
{
    [Theory]
    [InlineData("")]
    [InlineData("chmod=0766\nchown=nobody:www-data")]
    [InlineData("chmod=0777\nchown=nobody")]
    public Task Files_belong_to_the_same(string socket)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        return SameAsync(
            Pair.Daemons,
            async run =>
            {
                run.Write("kept.log", "kept\n");
                File.SetUnixFileMode(run["kept.log"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
                await run.StartAsync($"""
                    [unix_http_server]
                    {socket}
                    [program:cat]
                    command=/bin/sh -c "echo hello; exec cat"
                    user=nobody
                    startsecs=0
                    stdout_logfile=DIR/cat.log
                    stderr_logfile=DIR/kept.log
                    """);
                await run.ReachesAsync("cat", "RUNNING");
                await run.HasAsync("cat.log", "hello");
                foreach (string name in (string[])["s.sock", "s.pid", "main.log", "cat.log", "kept.log"])
                {
                    Assert.Equal(0, Syscall.stat(run[name], out Stat stat));
                    run.Note(name, $"{stat.st_uid}:{stat.st_gid} {Convert.ToString((int)File.GetUnixFileMode(run[name]), 8)}");
                }

                run.NoteFile("kept.log");
                run.Note("pid", (run.Read("s.pid") == $"{run.DaemonPid}\n").ToString());
                ComparedRun.Signal(run.DaemonPid, Signum.SIGTERM);
                await run.EndsAsync();
                run.Note("left", string.Join(' ', Directory.EnumerateFileSystemEntries(run["."]).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
            });
    }

    [Fact]
    public Task The_main_log_rotates_to_the_same_names() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n", "logfile_maxbytes=2000\nlogfile_backups=2");
            for (int i = 0; i < 15; i++)
                await run.CtlResultAsync("restart cat");
            run.Note("files", string.Join('\n', Directory.EnumerateFiles(run["."], "main.log*").Select(Path.GetFileName).Order(StringComparer.Ordinal)));
            foreach (string name in (string[])["main.log.1", "main.log.2"])
                run.Note(name, $"{new FileInfo(run[name]).Length is > 1500 and < 2500} {run.Read(name).EndsWith('\n')}");
        });

    [Fact]
    public async Task Pidproxy_passes_the_same_signals_on()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["pidproxy"], Binaries.Supervisord);
        foreach (string[] program in (string[][])[[DebianSupervisor.Python, "-m", "supervisor.pidproxy"], [folder["pidproxy"]]])
        {
            foreach (string file in (string[])["pid", "signals"])
                File.Delete(folder[file]);
            folder.Write("server.sh", $"""
                for s in HUP USR1 USR2 INT QUIT TERM; do trap "echo $s >>{folder["signals"]}" $s; done
                echo $$ >{folder["new"]}; mv {folder["new"]} {folder["pid"]}
                while :; do sleep 0.05; done
                """);
            // A session of its own, so that only the proxy can have passed a signal on.
            string[] command = [.. program, folder["pid"], "/usr/bin/setsid", "sh", folder["server.sh"]];
            using var proxy = System.Diagnostics.Process.Start(Command.StartInfo(command))!;
            int server = 0;
            try
            {
                await Eventually.IsTrueAsync(() => File.Exists(folder["pid"]), "the server has written its pid");
                server = int.Parse(File.ReadAllText(folder["pid"]), System.Globalization.CultureInfo.InvariantCulture);
                // After TERM, INT and QUIT the original's ends.
                string heard = "";
                foreach (Signum signal in (Signum[])[Signum.SIGHUP, Signum.SIGUSR1, Signum.SIGUSR2, Signum.SIGINT])
                {
                    ComparedRun.Signal(proxy.Id, signal);
                    heard += signal.ToString()[3..] + "\n";
                    await Eventually.IsTrueAsync(() => File.Exists(folder["signals"]) && File.ReadAllText(folder["signals"]) == heard, $"{string.Join(' ', program)}: {heard}");
                }
            }
            finally
            {
                if (server > 0) _ = Syscall.kill(server, Signum.SIGKILL);
                proxy.Kill();
                await proxy.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }
    }
}
