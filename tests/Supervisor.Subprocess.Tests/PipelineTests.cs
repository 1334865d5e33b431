namespace Supervisor.Subprocess.Tests;

public sealed class PipelineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_child_has_its_status_and_the_last_ones_output_comes()
    {
        using var pipeline = Pipeline.Start(
            PopenOptions.Shell("cat; exit 1") with { Stdin = Redirect.Pipe },
            PopenOptions.Shell("tr a-z A-Z; exit 2"),
            PopenOptions.Shell("rev; exit 3") with { Stdout = Redirect.Pipe });

        var result = await pipeline.CommunicateAsync("abc\n"u8.ToArray(), Cancel);

        Assert.Equal([1, 2, 3], result.ReturnCodes);
        Assert.Equal("CBA\n"u8.ToArray(), result.Stdout);
    }

    [Fact]
    public async Task A_reader_that_ends_early_ends_its_writer_by_sigpipe()
    {
        using var pipeline = Pipeline.Start(new PopenOptions("yes"), new PopenOptions("head", "-n1") { Stdout = Redirect.Pipe });

        var result = await pipeline.CommunicateAsync(cancellationToken: Cancel);

        Assert.Equal([-13, 0], result.ReturnCodes);
        Assert.Equal("y\n"u8.ToArray(), result.Stdout);
    }

    [Fact]
    public async Task Megabytes_flow_through()
    {
        var input = new byte[2_000_000];
        new Random(2).NextBytes(input);
        using var pipeline = Pipeline.Start(
            new PopenOptions("cat") { Stdin = Redirect.Pipe }, new PopenOptions("cat"), new PopenOptions("cat") { Stdout = Redirect.Pipe });

        Assert.Equal(input, (await pipeline.CommunicateAsync(input, Cancel)).Stdout);
    }

    [Fact]
    public void A_child_that_cannot_start_ends_those_before_it()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Assert.Throws<LaunchException>(() => Pipeline.Start(new PopenOptions("sleep", "1000"), new PopenOptions("no-such-program")));

            Assert.True(SpinWait.SpinUntil(() => Children().Count == 0, TimeSpan.FromSeconds(20)));
        }
        finally
        {
            folder.Delete();
        }
    }

    private static List<string> Children() =>
        [.. Directory.EnumerateDirectories("/proc/self/task").SelectMany(t => File.ReadAllText(Path.Join(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
