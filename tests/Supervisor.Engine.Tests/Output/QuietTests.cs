using System.Globalization;
using Supervisor.Engine.Output;
using Supervisor.Posix.Limits;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

/// <summary>What the whole process is measured for; nothing else runs at the same time.</summary>
[Collection(nameof(Alone))]
public sealed class QuietTests : IDisposable
{
    private readonly PumpRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task With_a_hundred_quiet_programs_the_pump_does_not_wake_up()
    {
        var children = Enumerable.Range(0, 100).Select(number => new ChildStream(_rig.OpenFile($"{number}.log"))).ToList();
        foreach (var child in children) child.Write("started\n");
        await Eventually.IsTrueAsync(() => Directory.GetFiles(_rig.Folder.Path).Sum(file => new FileInfo(file).Length) == 800, "all lines are there");
        var status = await PumpThreadStatusAsync();
        var before = Switches(status);

        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        Assert.Equal(before, Switches(status));
        children.ForEach(child => child.Dispose());
    }

    [Fact]
    public async Task Everything_is_closed_again()
    {
        await UseAsync();
        var before = OpenDescriptors();

        for (var round = 0; round < 20; round++) await UseAsync();

        await Eventually.IsTrueAsync(() => OpenDescriptors() <= before, "no descriptor was left open");
    }

    [Fact]
    public async Task A_pipe_that_was_grown_in_a_flood_is_given_back_in_quiet()
    {
        using var rig = new PumpRig();
        var channel = rig.OpenFile();
        var (read, write) = Posix.Files.Pipe.Create();
        using var writeEnd = write;
        channel.Attach(read);
        var line = new byte[1000];
        var largest = 0;
        for (var i = 0; i < 100_000 && largest < 1024 * 1024; i++)
        {
            Posix.Files.DescriptorIo.Write(write, line);
            if (i % 100 == 0) largest = Math.Max(largest, Posix.Files.Pipe.GetCapacity(write));
        }

        Assert.True(largest > Posix.Files.Pipe.DefaultCapacity, $"it did not grow beyond {largest}");
        await Eventually.IsTrueAsync(() => Posix.Files.Pipe.GetCapacity(write) == Posix.Files.Pipe.DefaultCapacity, "the memory is given back");
    }

    [Fact]
    public async Task A_flood_of_one_program_hardly_delays_the_line_of_another()
    {
        using var flood = new ChildStream(_rig.OpenFile("flood.log", maxBytes: 10_000_000, backups: 2));
        var channel = _rig.OpenFile("quiet.log");
        using var quiet = new ChildStream(channel);
        using var enough = new CancellationTokenSource();
        var line = Samples.Lines(100, 1);
        var flooding = Task.Factory.StartNew(
            () =>
            {
                while (!enough.IsCancellationRequested) flood.Write(line);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        var delays = new List<TimeSpan>();
        for (var i = 1; i <= 50; i++)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            quiet.Write("line\n");
            while (channel.BytesMoved < i * 5) await Task.Yield();
            delays.Add(clock.Elapsed);
        }

        await enough.CancelAsync();
        await flooding;
        delays.Sort();
        Assert.InRange(delays[delays.Count / 2], TimeSpan.Zero, TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task After_a_flood_the_pump_sleeps_again_and_hears_the_next_line_and_the_end()
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        var status = await PumpThreadStatusAsync();
        for (var round = 1; round <= 3; round++)
        {
            for (var line = 0; line < 20_000; line++) child.Write("x\n");
            await Eventually.IsTrueAsync(() => channel.IsDrained, "the flood is in the log");
            var before = -1L;
            await Eventually.IsTrueAsync(
                async () =>
                {
                    (var last, before) = (before, Switches(status));
                    await Task.Delay(TimeSpan.FromMilliseconds(250), TestContext.Current.CancellationToken);
                    return last == before;
                },
                () => "the pump sleeps");
            child.Write("one line\n");
            await Eventually.IsTrueAsync(() => _rig.Log().Length == round * 40_009, "the line is heard");
        }

        for (var line = 0; line < 20_000; line++) child.Write("x\n");
        child.Dispose();
        await child.Ended;
        Assert.Equal((3 * 40_009) + 40_000, _rig.Log().Length);
    }

    [Fact]
    public async Task A_limit_on_file_sizes_harms_nothing_but_the_log()
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        var before = ResourceLimits.Get(Resource.FileSize);
        Assert.Equal(Posix.Errno.None, ResourceLimits.Set(Resource.FileSize, before with { Soft = 1_000_000 }));
        try
        {
            child.Write(Samples.Lines(3_000_000, 1));
            await Eventually.IsTrueAsync(() => channel.IsDrained, "the program is not held up");
        }
        finally
        {
            ResourceLimits.Set(Resource.FileSize, before);
        }

        Assert.Equal("File too large", channel.Health?.Problem);
        Assert.Equal(1_000_000, new FileInfo(_rig.LogPath).Length);
    }

    private static int OpenDescriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static async Task UseAsync()
    {
        using var rig = new PumpRig();
        var channel = rig.OpenFile(maxBytes: 1000, backups: 3);
        using var child = new ChildStream(channel);
        using var discarded = new ChildStream(rig.Open(SinkTarget.None.Instance));
        using var stream = new ChildStream(rig.Open(new SinkTarget.File("/dev/null")));
        child.Write(Samples.Lines(50_000, 1));
        discarded.Write("x");
        stream.Write("x");
        await channel.ReopenAsync();
        await channel.ClearAsync();
        await channel.CloseAsync();
    }

    private async Task<string> PumpThreadStatusAsync()
    {
        var task = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _rig.Open(SinkTarget.None.Instance).Drain(() => task.SetResult(new FileInfo("/proc/thread-self").LinkTarget!));
        return $"/proc/{await task.Task}/status";
    }

    private static long Switches(string status) => File.ReadLines(status)
        .Where(line => line.Contains("ctxt_switches", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture));
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
