using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>
/// A supervisord that has more descriptors open than it starts programs beside: from then on it starts them from a thread
/// with a table of its own, and nobody shall notice. Each is tried on the direct way and, by a umask, through the exec stage.
/// </summary>
public sealed class ManyDescriptorsTests : EndToEndTest
{
    // Each costs a pidfd, three pipes, and two logs.
    private const int Crowd = 250;

    private const string Programs = """
        [program.crowd]
        command = ["sleep", "1000"]
        numprocs = 250
        process_name = "${process_num}"
        startsecs = 0
        """;

    [Theory]
    [InlineData("")]
    [InlineData("umask = \"022\"")]
    public async Task Programs_are_what_they_are_beside_few(string way)
    {
        Assert.SkipUnless(Binaries.AreReleased, "needs the release binaries (SUPERVISOR_BIN): with a just-in-time compiler there are no such threads");
        var daemon = await StartAsync(new Setup
        {
            Wrapper = ["sh", "-c", "exec 7</dev/null 9</etc/passwd; exec \"$@\"", "sh"],
            Programs = $$"""
                {{Programs}}

                [program.print]
                command = ["sh", "-c", "ls -1 /proc/self/fd; grep -E '^Sig(Blk|Ign)' /proc/self/status; readlink /proc/self/fd/0 | cut -c1-5; echo \"$$(ps -o pgid= $$$$) $$$$\" | tr -d ' '; pwd; echo to stderr >&2; cat"]
                startsecs = 0
                autostart = false
                autorestart = false
                directory = "/usr"
                stdout_logfile = "${here}/print.log"
                stderr_logfile = "${here}/print.err"
                {{way}}

                [program.missing]
                command = ["./not-a-program"]
                directory = "${here}"
                autostart = false
                startretries = 0
                {{way}}

                [program.dead]
                command = ["sh", "-c", "kill -KILL $$$$"]
                startsecs = 0
                autostart = false
                autorestart = false
                {{way}}
                """,
        });
        await daemon.ReachesAsync($"crowd:{Crowd - 1}", "RUNNING");
        Folder.Write("not-a-program", "\0");
        File.SetUnixFileMode(Folder["not-a-program"], (UnixFileMode)0b111_101_101);
        foreach (var name in new[] { "print", "missing", "dead" }) _ = await daemon.Control.OperateAsync(name, "start");
        var print = await daemon.ReachesAsync("print", "RUNNING");
        using var body = new ByteArrayContent("from stdin\n"u8.ToArray());
        _ = await daemon.Control.JsonAsync(HttpMethod.Post, "/v1/processes/print/print/stdin", body);
        await daemon.FileHasAsync("print.log", "from stdin\n");

        // 3 is the folder that ls reads.
        Assert.Equal(
            $"0\n1\n2\n3\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\npipe:\n{print.Pid}{print.Pid}\n/usr\nfrom stdin\n",
            daemon.ReadShared("print.log"));
        Assert.Equal("to stderr\n", daemon.ReadShared("print.err"));
        await daemon.LogsAsync("exited: dead (terminated by SIGKILL");
        await daemon.LogsAsync($"cannot start missing: exec {Folder["./not-a-program"]}: exec format error");
        var parent = ProcFs.ParentOf(print.Pid)!.Value;
        Assert.Contains(TableThreads(parent), descriptors => descriptors.SequenceEqual(["0", "1", "2", "3"]));
    }

    private static IEnumerable<string[]> TableThreads(int pid) => Directory.GetDirectories($"/proc/{pid}/task")
        .Where(thread => File.ReadAllText($"{thread}/comm") == "spawn table\n")
        .Select(thread => Directory.GetFileSystemEntries($"{thread}/fd").Select(path => Path.GetFileName(path)).Order().ToArray());
}
