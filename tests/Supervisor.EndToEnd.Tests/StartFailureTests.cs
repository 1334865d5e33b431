using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Programs that cannot be started: what is said, and where.</summary>
public sealed class StartFailureTests : EndToEndTest
{
    [Fact]
    public async Task A_missing_directory_is_said_in_both_logs_and_in_the_status()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            directory = "${here}/none"
            startretries = 1
            stderr_logfile = "${here}/web.err"
            """);
        var missing = Folder["none"];
        var info = await daemon.ReachesAsync("web", "FATAL");

        Assert.Equal($"chdir {missing}: no such file or directory", info.Description);
        await daemon.LogsAsync("gave up");
        Assert.Equal(
            [
                $"INFO spawnerr: chdir {missing}: no such file or directory",
                $"WARN cannot start web: chdir {missing}: no such file or directory; retrying in 1 s",
                $"INFO spawnerr: chdir {missing}: no such file or directory",
                $"WARN cannot start web: chdir {missing}: no such file or directory; giving up",
                "INFO gave up: web entered FATAL state, too many start retries too quickly",
            ],
            daemon.MainLogLines().SkipWhile(line => !line.Contains("spawnerr", StringComparison.Ordinal)));
        var said = $"supervisor: couldn't chdir to {missing}: ENOENT\nsupervisor: child process was not spawned\n";
        Assert.Equal(said + said, daemon.ReadShared("web.err"));
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_said()
    {
        var daemon = await StartAsync(Broken("[\"no-such-program\"]"));
        var info = await daemon.ReachesAsync("web", "FATAL");

        Assert.Equal("can't find command 'no-such-program'", info.SpawnError);
        await daemon.LogsAsync(" INFO spawnerr: can't find command 'no-such-program'\n");
        Assert.Equal("no_file", await daemon.Control.OperateAsync("web", "start"));
        var start = await daemon.Ctl("start", "web");
        Assert.Equal((1, "web: ERROR (no such file)\n"), (start.ExitCode, start.Stdout));
    }

    [Theory]
    [InlineData("file", "is not executable")]
    [InlineData("folder", "is a directory")]
    public async Task A_command_that_cannot_be_run_is_said(string name, string reason)
    {
        Folder.Write("file", "#!/bin/sh\n");
        Directory.CreateDirectory(Folder["folder"]);
        var daemon = await StartAsync(Broken($"[\"${{here}}/{name}\"]"));
        var info = await daemon.ReachesAsync("web", "FATAL");

        Assert.Equal($"command at '{Folder[name]}' {reason}", info.SpawnError);
        var start = await daemon.Ctl("start", "web");
        Assert.Equal((1, "web: ERROR (file is not executable)\n"), (start.ExitCode, start.Stdout));
    }

    [Theory]
    [InlineData("no program\n", "ENOEXEC")]
    [InlineData("#!/no/such/interpreter\n", "ENOENT")]
    public async Task An_exec_that_fails_is_said_in_the_programs_own_log(string text, string error)
    {
        var program = Folder.Write("program", text);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var daemon = await StartAsync(Broken("[\"${here}/program\"]"));
        await daemon.ReachesAsync("web", "FATAL");

        Assert.Equal(
            $"supervisor: couldn't exec {program}: {error}\nsupervisor: child process was not spawned\n", daemon.ReadShared("web.err"));
        await daemon.LogsAsync(" WARN cannot start web: exec ");
        var start = await daemon.Ctl("start", "web");
        Assert.Equal((7, "web: ERROR (spawn error)\n"), (start.ExitCode, start.Stdout));
    }

    [Fact]
    public async Task A_user_that_cannot_be_taken_on_is_a_failure_of_that_program_alone()
    {
        NeedsRoot("a daemon of another user");
        var daemon = await PlainUser.StartAsync(Folder, new Setup
        {
            Programs = """
                [program.other]
                command = ["sleep", "1000"]
                startsecs = 0
                """ + "\n" + Broken("[\"sleep\", \"1000\"]") + "\nuser = \"root\"\n",
        });
        await using (daemon)
        {
            var info = await daemon.ReachesAsync("web", "FATAL");

            Assert.Equal("user root: operation not permitted", info.SpawnError);
            Assert.Equal(
                "supervisor: couldn't setuid to root: Can't drop privilege as nonroot user\nsupervisor: child process was not spawned\n",
                daemon.ReadShared("web.err"));
            Assert.Equal("RUNNING", (await daemon.ReachesAsync("other", "RUNNING")).StateName);
        }
    }

    private static string Broken(string command) => $$"""
        [program.web]
        command = {{command}}
        startretries = 0
        stderr_logfile = "${here}/web.err"
        """;
}
