namespace Supervisor.Daemonization.Tests;

/// <summary>Started with some of 0, 1 and 2 closed, where the runtime then has files of its own.</summary>
public sealed class StandardDescriptorsTests : IDisposable
{
    private readonly Launch _launch = new();

    public static TheoryData<string, bool> Closings
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var closing in new[] { "0<&-", "1>&-", "2>&-", "0<&- 1>&-", "1>&- 2>&-", "0<&- 2>&-", "0<&- 1>&- 2>&-" })
            {
                data.Add(closing, true);
                data.Add(closing, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Closings))]
    public async Task The_missing_ones_are_the_null_device_and_the_program_works(string closing, bool detach)
    {
        using var process = _launch.Start(
            "sh", "-c", $"exec \"$0\" \"$@\" {closing}", Launch.Program, $"detach={detach}", "open", "report", "ready", "print=text", "say=text", "stop");
        await _launch.Reporting();
        var daemon = _launch.Daemon();
        if (detach) Assert.Equal(0, Launch.Finish(process).ExitCode);

        foreach (var number in Enumerable.Range(0, 3).Where(number => detach || closing.Contains($"{number}", StringComparison.Ordinal)))
            Assert.Equal("/dev/null", daemon.Descriptors[number]);
        Assert.Equal("test-daemon", daemon.Name);
        Launch.Signal(daemon.Pid, "TERM");
        if (!detach) Assert.Equal(0, Launch.Finish(process).ExitCode);
    }

    [Fact]
    public void Those_that_are_open_stay_what_they_are()
    {
        var outcome = _launch.RunCommand(
            "sh", "-c", "exec \"$0\" \"$@\" 0<&- 2>err", Launch.Program, "detach=false", "chdir=", "open", "print=out", "say=err", "exit=5");

        Assert.Equal((5, "out"), (outcome.ExitCode, outcome.Output));
        Assert.Equal("err\n", File.ReadAllText(_launch["err"]));
    }

    public void Dispose() => _launch.Dispose();
}
