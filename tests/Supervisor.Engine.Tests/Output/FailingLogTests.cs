using System.Diagnostics;
using Supervisor.Engine.Output;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

public sealed class FailingLogTests : IDisposable
{
    private readonly PumpRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_full_device_never_blocks_the_program_and_what_is_lost_is_counted_and_said_once()
    {
        var channel = _rig.Open(new SinkTarget.File("/dev/full"));
        using var child = new ChildStream(channel);
        var bytes = Samples.Lines(5_000_000, 1);

        await child.WriteInPieces(bytes, 1, 5_000);
        await child.Ended;

        Assert.Equal(bytes.Length, channel.BytesDropped);
        Assert.Equal(new ChannelHealth("No space left on device", bytes.Length), channel.Health);
        var notice = Assert.IsType<OutputNotice.Failing>(Assert.Single(_rig.Notices));
        Assert.Equal("cannot write /dev/full (web stdout): No space left on device; output is dropped until it can be written", notice.Message);
    }

    [Fact]
    public async Task Writing_resumes_when_the_disk_has_room_again_and_says_how_much_was_dropped()
    {
        using var disk = SmallDisk.Mount(_rig.Folder["disk"]);
        var ballast = Path.Combine(disk.Path, "ballast");
        File.WriteAllBytes(ballast, new byte[900_000]);
        var channel = _rig.Open(new SinkTarget.File(Path.Combine(disk.Path, "out.log")));
        using var child = new ChildStream(channel);
        var first = Samples.Lines(1_000_000, 2);
        child.Write(first);
        await Eventually.IsTrueAsync(() => channel.IsDrained, "the flood is over");
        Assert.Equal("No space left on device", channel.Health?.Problem);

        File.Delete(ballast);
        var more = 0;
        await Eventually.IsTrueAsync(
            () =>
            {
                child.Write("more\n");
                more += 5;
                return channel.Health is null;
            },
            "writing works again");
        child.Dispose();
        await child.Ended;

        var recovered = Assert.Single(_rig.Notices.OfType<OutputNotice.Recovered>());
        Assert.Equal(channel.BytesDropped, recovered.DroppedBytes);
        Assert.Equal(first.Length + more, channel.BytesDropped + channel.BytesMoved);
        Assert.Equal(channel.BytesMoved, new FileInfo(Path.Combine(disk.Path, "out.log")).Length);
        Assert.EndsWith("more\n", File.ReadAllText(Path.Combine(disk.Path, "out.log")), StringComparison.Ordinal);
        Assert.Single(_rig.Notices.OfType<OutputNotice.Failing>());
    }

    [Fact]
    public async Task A_log_that_cannot_be_opened_is_said_and_opened_later()
    {
        var path = _rig.Folder["missing/out.log"];
        var channel = _rig.Pump.Open(new ChannelSettings("web stdout", new SinkTarget.File(path), new(0, 0)));
        Assert.Equal("No such file or directory", channel.Prepare());
        using var child = new ChildStream(channel);
        child.Write("lost\n");
        await Eventually.IsTrueAsync(() => channel.BytesDropped == 5, "the first line is dropped");
        Assert.Equal(new ChannelHealth("No such file or directory", 5), channel.Health);

        Directory.CreateDirectory(_rig.Folder["missing"]);
        await Eventually.IsTrueAsync(
            () =>
            {
                child.Write("kept\n");
                return channel.Health is null;
            },
            "the log is opened");
        child.Dispose();
        await child.Ended;

        Assert.StartsWith("kept\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Single(_rig.Notices.OfType<OutputNotice.Failing>());
        Assert.Single(_rig.Notices.OfType<OutputNotice.Recovered>());
    }

    [Fact]
    public async Task A_directory_as_log_harms_nobody()
    {
        Directory.CreateDirectory(_rig.LogPath);
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);

        child.Write(Samples.Lines(300_000, 3));
        child.Dispose();
        await child.Ended;

        Assert.Equal("Is a directory", channel.Health?.Problem);
    }

    [Fact]
    public async Task A_fifo_without_a_reader_drops_and_one_with_a_reader_gets_everything()
    {
        MakeFifo(_rig.LogPath);
        var channel = _rig.OpenFile();
        using var first = new ChildStream(channel);
        first.Write("nobody listens\n");
        await Eventually.IsTrueAsync(() => channel.BytesDropped == 15, "it is dropped");
        Assert.Equal("No such device or address", channel.Health?.Problem);

        using var reader = await Reader.OpenAsync(_rig.LogPath);
        Assert.Null(channel.Prepare());
        first.Write("hello\n");

        Assert.Equal("hello\n", await reader.ReadAsync(6));
    }

    [Fact]
    public async Task A_reader_that_stops_reading_stops_its_own_program_only_and_loses_nothing()
    {
        MakeFifo(_rig.Folder["fifo"]);
        using var reader = await Reader.OpenAsync(_rig.Folder["fifo"]);
        using var slow = new ChildStream(_rig.Open(new SinkTarget.File(_rig.Folder["fifo"])));
        using var other = new ChildStream(_rig.OpenFile());
        var bytes = Samples.Lines(3_000_000, 4);
        var writing = slow.WriteInPieces(bytes, 4, 10_000);

        other.Write("not held up\n");
        await Eventually.IsTrueAsync(() => _rig.Log().Length == 12, "the other program's line is in its log");
        Assert.False(writing.IsCompleted);

        Assert.Equal(Samples.Text(bytes), await reader.ReadAsync(bytes.Length));
        await writing;
        await slow.Ended;
        Assert.Empty(_rig.Notices);
    }

    [Fact]
    public async Task A_drain_calls_back_even_when_the_logs_reader_takes_nothing()
    {
        MakeFifo(_rig.Folder["fifo"]);
        using var reader = await Reader.OpenAsync(_rig.Folder["fifo"]);
        var channel = _rig.Open(new SinkTarget.File(_rig.Folder["fifo"]));
        using var slow = new ChildStream(channel);
        var bytes = Samples.Lines(200_000, 5);
        var writing = slow.WriteInPieces(bytes, 5, 10_000);
        var drained = new TaskCompletionSource();

        await Eventually.IsTrueAsync(() => channel.BytesMoved > 60_000, "the reader's pipe is full");
        channel.Drain(drained.SetResult);

        await drained.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(Samples.Text(bytes), await reader.ReadAsync(bytes.Length));
        await writing;
    }

    private static void MakeFifo(string path)
    {
        using var mkfifo = Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
    }

    private sealed class Reader(FileStream stream) : IDisposable
    {
        /// <summary>Opened for both directions, so that the open does not wait for a writer.</summary>
        public static async Task<Reader> OpenAsync(string path)
        {
            await Task.Yield();
            return new Reader(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0));
        }

        public async Task<string> ReadAsync(int count)
        {
            var bytes = new byte[count];
            await Task.Run(() => stream.ReadExactly(bytes)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            return Samples.Text(bytes);
        }

        public void Dispose() => stream.Dispose();
    }
}
