using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Tails;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

public sealed class TailTests : IDisposable
{
    private readonly PumpRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_log_without_a_file_keeps_its_newest_64_KiB()
    {
        var channel = _rig.Open(SinkTarget.None.Instance);
        using var child = new ChildStream(channel);
        var bytes = Samples.Lines(1_000_000, 1);

        await child.WriteInPieces(bytes, 1, 7_000);
        await child.Ended;

        var all = Assert.IsType<LogRead.Found>(LogTail.Read(channel, 10_000_000));
        Assert.Equal(Samples.Text(bytes[^65_536..]), Samples.Text(all.Bytes.ToArray()));
        Assert.Equal(bytes.Length, all.End);
        var some = Assert.IsType<LogRead.Found>(LogTail.Read(channel, 100));
        Assert.Equal(Samples.Text(bytes[^100..]), Samples.Text(some.Bytes.ToArray()));
        Assert.Equal(0, channel.BytesDropped);
    }

    [Fact]
    public void A_log_that_nothing_was_written_to_is_empty()
    {
        var found = Assert.IsType<LogRead.Found>(LogTail.Read(_rig.Open(SinkTarget.None.Instance), 1600));

        Assert.True(found.Bytes.IsEmpty);
    }

    [Fact]
    public async Task A_cleared_log_without_a_file_shows_only_what_came_later()
    {
        var channel = _rig.Open(SinkTarget.None.Instance);
        using var child = new ChildStream(channel);
        child.Write("old\n");
        await Eventually.IsTrueAsync(() => channel.IsDrained, "the line was read");

        Assert.True((await channel.ClearAsync()).Cleared);
        child.Write("new\n");
        child.Dispose();
        await child.Ended;

        Assert.Equal("new\n", Samples.Text(((LogRead.Found)LogTail.Read(channel, 1600)).Bytes.ToArray()));
    }

    [Fact]
    public void A_file_gives_its_last_bytes()
    {
        _rig.Folder.Write("out.log", "0123456789");

        Assert.Equal("789", Samples.Text(((LogRead.Found)LogTail.Read(_rig.OpenFile(), 3)).Bytes.ToArray()));
    }

    [Fact]
    public void What_is_no_file_says_so()
    {
        Assert.IsType<LogRead.NoFile>(LogReader.ReadRange(_rig.Folder["nowhere"], 0, 0));
        Assert.Equal(new LogRead.Failed("Is a directory"), LogReader.ReadRange(_rig.Folder.Path, 0, 0));
        Assert.Equal(new LogRead.Failed("Illegal seek"), LogReader.ReadRange("/dev/null", 0, 0));
    }

    [Theory]
    [InlineData(0, 0, "0123456789")]
    [InlineData(4, 0, "456789")]
    [InlineData(4, 3, "456")]
    [InlineData(4, 100, "456789")]
    [InlineData(10, 5, "")]
    [InlineData(99, 0, "")]
    [InlineData(-3, 0, "789")]
    [InlineData(-99, 0, "0123456789")]
    [InlineData(-3, 2, null)]
    [InlineData(3, -2, null)]
    public void ReadLog_means_what_supervisord_means(long offset, long length, string? expected)
    {
        var path = _rig.Folder.Write("file", "0123456789");

        var read = LogReader.ReadRange(path, offset, length);

        if (expected is null) Assert.IsType<LogRead.BadRange>(read);
        else Assert.Equal(expected, Samples.Text(((LogRead.Found)read).Bytes.ToArray()));
    }

    [Theory]
    [InlineData(0, 4, "6789", true)]
    [InlineData(0, 10, "0123456789", false)]
    [InlineData(0, 100, "0123456789", false)]
    [InlineData(8, 5, "56789", false)]
    [InlineData(8, 1, "9", true)]
    [InlineData(10, 5, "", false)]
    [InlineData(50, 5, "", false)]
    [InlineData(0, 0, "", true)]
    public void TailLog_means_what_supervisord_means(long offset, long length, string expected, bool overflow)
    {
        var path = _rig.Folder.Write("file", "0123456789");

        var found = (LogRead.Found)LogReader.TailRange(path, offset, length);

        Assert.Equal((expected, overflow, 10L), (Samples.Text(found.Bytes.ToArray()), found.Overflow, found.End));
    }
}
