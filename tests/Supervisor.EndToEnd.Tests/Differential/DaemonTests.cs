using System.Globalization;
using Mono.Unix.Native;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>supervisord in the background, what it prints in the foreground, and what it clears away at a start.</summary>
public sealed class DaemonTests : DifferentialTest
{
    [Fact]
    public Task In_the_background_it_says_and_leaves_the_same() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.LaunchAsync("[program:cat]\ncommand=/bin/sh -c \"umask; exec cat\"\nstartsecs=0\nstdout_logfile=DIR/cat.log\n", "directory=/tmp\numask=027");
            await run.ReachesAsync("cat", "RUNNING");
            await run.LogsAsync("success: cat");
            await run.HasAsync("cat.log", "\n");
            run.NoteFile("cat.log");
            await run.Ctl("status");
            int pid = int.Parse(run.Read("s.pid"), CultureInfo.InvariantCulture);
            string[] stat = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ');
            run.Note("terminal", stat[4]);
            run.Note("descriptors", string.Join(' ', Enumerable.Range(0, 3).Select(fd => new FileInfo($"/proc/{pid}/fd/{fd}").LinkTarget)));
            run.Note("directory", new FileInfo($"/proc/{pid}/cwd").LinkTarget!);
            await run.Ctl("shutdown");
            await Eventually.IsTrueAsync(() => !Directory.Exists($"/proc/{pid}"), "it ends");
            run.Note("left", string.Join(' ', Directory.EnumerateFileSystemEntries(run["."]).Select(Path.GetFileName).Where(name => name!.StartsWith("s.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
            run.Note("main.log", string.Concat(run.MainLog.Split('\n').Where(Compares).Select(line => line + "\n")));
            run.Note("mode of main.log", Convert.ToString((int)File.GetUnixFileMode(run["main.log"]), 8));
        },
        new Known("mode of main.log", Part.Daemon, "640", "The `umask` of a daemon is there before its main log is made."));

    [Theory]
    [InlineData("-n")]
    [InlineData("-n -s")]
    [InlineData("-n -e debug")]
    [InlineData("-n -l /dev/null")]
    public Task In_the_foreground_it_prints_the_same(string options) => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync("[program:cat]\ncommand=/bin/sh -c \"echo hello; echo there >&2; exec cat\"\nstartsecs=0\nstdout_logfile=DIR/cat.out\nstderr_logfile=DIR/cat.err\n", "", options.Split(' ')[1..]);
            await run.ReachesAsync("cat", "RUNNING");
            await run.HasAsync("cat.out", "hello");
            await run.HasAsync("cat.err", "there");
            await run.AskAsync(rpc => rpc.OperateProcessAsync("cat", "cat", Control.Client.ProcessVerb.Stop));
            ComparedRun.Signal(run.DaemonPid, Signum.SIGTERM);
            await run.EndsAsync();
            run.NoteExitCode();
            // With what a program says at once, the order is nobody's.
            run.Note("printed", Normal.Sorted(string.Join('\n', Normal.Text(run.Printed, "DIR").Split('\n').Where(Compares))));
        });

    // Left out: who asked for what, how long something took, and what is said of descriptors and signals at level debug.
    private static bool Compares(string line) =>
        line.Length > 0 && !Array.Exists([" requested ", "waiting for", "fd ", "SIGCHLD", "killing"], word => line.Contains(word, StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("nocleanup=true")]
    [InlineData("identifier=other")]
    public Task Old_automatic_logs_go_alike(string setting) => SameAsync(
        Pair.Daemons,
        async run =>
        {
            string[] old =
            [
                "cat-stdout---supervisor-abcdefgh.log", "cat-stderr---supervisor-abcdefgh.log.1", "gone-stdout---supervisor-x.log.10", "cat-stdout---other-abcdefgh.log", "cat-stdout--supervisor-abcdefgh.log",
                "cat-stdout---supervisor-abc.txt", "supervisor-x.log", "---supervisor-x.log", "a---supervisor-b c.log", "a---supervisor-b.log.12345", "a---supervisor-b.logs", "x-stdout---supervisor2-abcdefgh.log",
            ];
            foreach (string name in old)
                run.Write(name, "old\n");
            await run.StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n", setting);
            await run.ReachesAsync("cat", "RUNNING");
            run.Note("left", string.Concat(Directory.EnumerateFileSystemEntries(run["."]).Select(Path.GetFileName).Where(old.Contains)
                .Order(StringComparer.Ordinal).Select(name => name + "\n")));
            string[] made = [.. Directory.EnumerateFiles(run["."], "cat-std*---*").Where(file => !old.Contains(Path.GetFileName(file)))];
            run.Note("made", string.Concat(made.Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToString((int)File.GetUnixFileMode(file), 8)}\n")));
        },
        [.. setting.Length > 0 ? [] : new[]
        {
            new Known(
                "left",
                Part.Daemon,
                """
                ---supervisor-x.log
                a---supervisor-b c.log
                a---supervisor-b.log.12345
                a---supervisor-b.logs
                cat-stdout---other-RANDOM.log
                cat-stdout---supervisor-abc.txt
                cat-stdout--supervisor-abcdefgh.log
                supervisor-x.log
                x-stdout---supervisor2-RANDOM.log

                """,
                "Only what is named as an automatic log to its end is cleared away at a start."),
        }]);
}
