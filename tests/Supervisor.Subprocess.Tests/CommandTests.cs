namespace Supervisor.Subprocess.Tests;

public sealed class CommandTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_collects_what_goes_to_pipes()
    {
        var completed = await Command.RunAsync(
            PopenOptions.Shell("cat; echo error >&2; exit 3") with { Stdout = Redirect.Pipe, Stderr = Redirect.Pipe }, "input", Long, Cancel);

        Assert.Equal((3, "input", "error\n"), (completed.ReturnCode, completed.StdoutText, completed.StderrText));
        var e = Assert.Throws<CalledProcessException>(completed.CheckReturnCode);
        Assert.Equal(3, e.ReturnCode);
        Assert.EndsWith("ended with status 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_collects_nothing_that_goes_elsewhere()
    {
        var completed = await Command.RunAsync(new PopenOptions("true"), cancellationToken: Cancel);

        Assert.Null(completed.Stdout);
        Assert.Equal("", completed.StderrText);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_killed_and_its_output_kept()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Join(folder.FullName, "pid");
            var options = PopenOptions.Shell("echo so far; echo $$ >$0; exec sleep 1000", file) with { Stdout = Redirect.Pipe };

            var e = await Assert.ThrowsAsync<TimeoutExpiredException>(() => Command.RunAsync(options, timeout: TimeSpan.FromSeconds(1), cancellationToken: Cancel));

            Assert.Equal("so far\n", e.SoFar?.StdoutText);
            Assert.False(Directory.Exists($"/proc/{(await File.ReadAllTextAsync(file, Cancel)).Trim()}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_cancelled_command_is_killed()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Command.RunAsync(new PopenOptions("sleep", "1000"), cancellationToken: soon.Token));
    }

    [Fact]
    public async Task Call_returns_the_status() =>
        Assert.Equal(7, await Command.CallAsync(PopenOptions.Shell("exit 7"), Long, Cancel));

    [Fact]
    public async Task Checked_calls_throw_unless_the_status_is_0()
    {
        await Command.CheckCallAsync(new PopenOptions("true"), Long, Cancel);
        Assert.Equal("a\n", await Command.CheckOutputAsync(new PopenOptions("echo", "a"), cancellationToken: Cancel));

        await Assert.ThrowsAsync<CalledProcessException>(() => Command.CheckCallAsync(new PopenOptions("false"), Long, Cancel));
        var e = await Assert.ThrowsAsync<CalledProcessException>(() => Command.CheckOutputAsync(PopenOptions.Shell("echo b; kill -9 $$"), cancellationToken: Cancel));
        Assert.Equal("b\n", e.Process.StdoutText);
        Assert.EndsWith("died of signal SIGKILL", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo a; echo b >&2; exit 4", 4, "a\nb")]
    [InlineData("printf '\\n\\n'", 0, "\n")]
    [InlineData("true", 0, "")]
    public async Task Status_and_output_of_a_shell_come_together(string script, int status, string output) =>
        Assert.Equal((status, output), await Command.GetStatusOutputAsync(script, Long, Cancel));
}
