using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Taps;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

public sealed class CaptureTests : IDisposable
{
    private readonly PumpRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 5_000)]
    [InlineData(3, 300_000)]
    public async Task Output_arrives_complete_and_in_order(int seed, int largestWrite)
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        var bytes = Samples.Binary(largestWrite < 1000 ? 1_000_000 : 20_000_000, seed);

        await child.WriteInPieces(bytes, seed, largestWrite);
        await child.Ended;

        Assert.True(bytes.AsSpan().SequenceEqual(_rig.Log()));
        Assert.Equal(bytes.Length, channel.BytesMoved);
        Assert.Equal(0, channel.BytesDropped);
    }

    [Fact]
    public async Task A_line_of_a_quiet_program_is_in_the_log_at_once()
    {
        using var child = new ChildStream(_rig.OpenFile());

        child.Write("hello\n");

        await Eventually.IsTrueAsync(() => Samples.Text(_rig.Log()) == "hello\n", "the line is in the log");
    }

    [Fact]
    public async Task A_log_that_exists_is_appended_to()
    {
        _rig.Folder.Write("out.log", "before\n");
        using var child = new ChildStream(_rig.OpenFile());

        child.Write("after\n");
        child.Dispose();
        await child.Ended;

        Assert.Equal("before\nafter\n", Samples.Text(_rig.Log()));
    }

    [Fact]
    public async Task After_a_drain_everything_written_so_far_is_in_the_log()
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        var written = 0;
        for (var round = 0; round < 200; round++)
        {
            var bytes = Samples.Lines(1 + (round * 100), round);
            child.Write(bytes);
            written += bytes.Length;
            var drained = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Drain(() => drained.SetResult(new FileInfo(_rig.LogPath).Length));

            Assert.Equal(written, await drained.Task);
            Assert.True(channel.IsDrained);
        }
    }

    [Fact]
    public async Task A_channel_that_says_it_is_drained_has_everything_in_the_log()
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        var written = 0;
        for (var round = 0; round < 200; round++)
        {
            child.Write(new byte[1000]);
            written += 1000;
            await Eventually.IsTrueAsync(() => channel.IsDrained, "it is drained");

            Assert.Equal(written, new FileInfo(_rig.LogPath).Length);
        }
    }

    [Fact]
    public async Task A_descendant_of_an_earlier_run_is_still_heard()
    {
        var channel = _rig.OpenFile();
        using var first = new ChildStream(channel);
        using var second = new ChildStream(channel);

        second.Write("second\n");
        await Eventually.IsTrueAsync(() => _rig.Log().Length == 7, "the new run is heard");
        first.Write("first\n");

        await Eventually.IsTrueAsync(() => Samples.Text(_rig.Log()) == "second\nfirst\n", "the old one is heard, too");
    }

    [Fact]
    public async Task The_fifth_pipe_closes_the_oldest_after_reading_it_and_says_so()
    {
        var channel = _rig.OpenFile();
        var runs = new List<ChildStream>();
        for (var run = 0; run < 5; run++)
        {
            runs.Add(new ChildStream(channel));
            runs[^1].Write($"{run}\n");
        }

        await runs[0].Ended;
        await Eventually.IsTrueAsync(() => _rig.Log().Length == 10, "all is in the log");

        Assert.Single(_rig.Notices.OfType<OutputNotice.PipeGivenUp>());
        Assert.All(runs.Skip(1), run => Assert.False(run.Ended.IsCompleted));
        runs.ForEach(run => run.Dispose());
    }

    [Fact]
    public async Task Two_channels_on_one_file_do_not_overwrite_each_other()
    {
        File.CreateSymbolicLink(_rig.Folder["alias.log"], _rig.LogPath);
        using var one = new ChildStream(_rig.OpenFile());
        using var two = new ChildStream(_rig.OpenFile("alias.log"));
        var bytes = Samples.Lines(3_000_000, 1);

        await Task.WhenAll(one.WriteInPieces(bytes, 1, 4000), two.WriteInPieces(bytes, 2, 4000));
        await Task.WhenAll(one.Ended, two.Ended);

        Assert.Equal(bytes.Length * 2, _rig.Log().Length);
        Assert.Equal(bytes.Count(value => value == '\n') * 2, _rig.Log().Count(value => value == '\n'));
    }

    [Fact]
    public async Task Text_of_our_own_goes_into_the_log_also_before_it_was_opened()
    {
        var channel = _rig.Pump.Open(new ChannelSettings("web stderr", new SinkTarget.File(_rig.LogPath), new(0, 0)));

        channel.WriteNote("cannot start web\n"u8.ToArray());

        await Eventually.IsTrueAsync(() => File.Exists(_rig.LogPath) && _rig.Log().Length == 17, "the note is in the log");
    }

    [Fact]
    public async Task A_pipe_is_read_even_when_nobody_prepared_the_log()
    {
        var channel = _rig.Pump.Open(new ChannelSettings("web stdout", new SinkTarget.File(_rig.LogPath), new(0, 0)));
        using var child = new ChildStream(channel);

        child.Write("adopted\n");

        await Eventually.IsTrueAsync(() => File.Exists(_rig.LogPath) && _rig.Log().Length == 8, "the line is in the log");
    }

    [Fact]
    public async Task Closing_a_channel_moves_what_is_left_in_its_pipe()
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        child.Write("last words");

        await channel.CloseAsync();

        Assert.Equal("last words", Samples.Text(_rig.Log()));
        await child.Ended;
    }

    [Fact]
    public async Task A_deleted_log_is_made_again_at_the_next_start()
    {
        var channel = _rig.OpenFile();
        File.Delete(_rig.LogPath);

        Assert.Null(channel.Prepare());
        using var child = new ChildStream(channel);
        child.Write("again\n");

        await Eventually.IsTrueAsync(() => File.Exists(_rig.LogPath) && _rig.Log().Length == 6, "the line is in a new file");
    }

    [Fact]
    public async Task A_tap_sees_all_bytes_and_decides_what_is_logged()
    {
        var channel = _rig.OpenFile();
        var copy = new List<string>();
        channel.SetTaps([new DebugCopyTap("web", "stdout", copy.Add), new UpperCaseTap()]);
        using var child = new ChildStream(channel);

        child.Write("hello\n");
        child.Dispose();
        await child.Ended;

        Assert.Equal("HELLO\n", Samples.Text(_rig.Log()));
        Assert.Equal(["'web' stdout output:\nhello\n"], copy);
    }

    private sealed class UpperCaseTap : IOutputTap
    {
        public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
        {
            var upper = bytes.ToArray();
            for (var i = 0; i < upper.Length; i++) upper[i] = (byte)char.ToUpperInvariant((char)upper[i]);
            return upper;
        }

        public ReadOnlySpan<byte> End() => default;
    }
}
