using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Output of several programs in one stream.</summary>
public sealed class PrefixTests : EndToEndTest
{
    [Fact]
    public async Task Lines_of_programs_come_whole_and_with_their_names()
    {
        var daemon = RunningSupervisor.Begin(Folder, new Setup
        {
            Daemon = "exit_when = \"all-exited\"\nsilent = true",
            Programs = """
                [program-default]
                startsecs = 0
                autorestart = false
                stdout_logfile = "/dev/stdout"
                stderr_logfile = "/dev/stderr"
                output_prefix = true
                [program.a]
                command = ["sh", "-c", "for i in $(seq 200); do printf 'one '; printf 'line %s\n' $i; done; echo err >&2"]
                numprocs = 2
                [program.plain]
                command = ["sh", "-c", "printf 'no newline'"]
                output_prefix = "[plain] "
                """,
        });
        Own(daemon);
        var result = await daemon.EndsAsync();
        Assert.Equal(0, result.ExitCode);
        var lines = result.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in new[] { "a:a_00", "a:a_01" })
        {
            Assert.Equal(
                Enumerable.Range(1, 200).Select(i => $"{name} | one line {i}"),
                lines.Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal)));
        }

        Assert.Contains("[plain] no newline", lines);
        Assert.Equal(401, lines.Length);
        Assert.Equal(["a:a_00 | err", "a:a_01 | err"], result.Stderr.Split('\n').Where(line => line.EndsWith("err", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task The_beginning_of_a_line_outlives_an_upgrade()
    {
        var daemon = await StartAsync("""
            [program.slow]
            command = ["sh", "-c", "printf begun; touch begun; while [ ! -e go ]; do sleep 0.05; done; echo ended; exec sleep 1000"]
            startsecs = 0
            redirect_stderr = true
            stdout_logfile = "${here}/slow.log"
            output_prefix = true
            """);
        await Eventually.IsTrueAsync(() => File.Exists(Folder["begun"]), "the line has begun");
        Assert.Equal("Upgraded supervisord\n", (await daemon.Ctl("upgrade")).Stdout);
        File.WriteAllText(Folder["go"], "");
        await daemon.FileHasAsync("slow.log", "ended\n");
        Assert.Equal("slow | begun\nslow | ended\n", daemon.ReadShared("slow.log"));
    }
}
