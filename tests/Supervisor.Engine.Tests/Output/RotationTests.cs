using Supervisor.Core.Output;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Taps;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

public sealed class RotationTests : IDisposable
{
    private readonly PumpRig _rig = new();

    public void Dispose() => _rig.Dispose();

    public static TheoryData<int, int, int, bool> Floods
    {
        get
        {
            var data = new TheoryData<int, int, int, bool>();
            foreach (var copied in new[] { false, true })
            {
                data.Add(1, 100_000, 700, copied);
                data.Add(2, 100_000, 40_000, copied);
                data.Add(3, 1_000_000, 200_000, copied);
                data.Add(4, 65_536, 65_536, copied);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task In_a_flood_no_byte_is_lost_or_doubled_and_lines_stay_whole(int seed, int maxBytes, int largestWrite, bool copied)
    {
        var channel = _rig.OpenFile(maxBytes: maxBytes, backups: 1000);
        if (copied) channel.SetTaps([new PassingTap()]);
        using var child = new ChildStream(channel);
        var bytes = Samples.Lines(12_000_000, seed);

        await child.WriteInPieces(bytes, seed, largestWrite);
        await child.Ended;

        var files = _rig.LogFiles();
        Assert.True(bytes.AsSpan().SequenceEqual(Samples.Concat(files)));
        Assert.InRange(files.Count, (bytes.Length / (maxBytes + 301)) + 1, (bytes.Length / maxBytes) + 1);
        Assert.All(files.SkipLast(1), file =>
        {
            Assert.InRange(file.Length, maxBytes, maxBytes + 300 + 10);
            Assert.Equal((byte)'\n', file[^1]);
        });
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task Tiny_limits_are_kept_too(int maxBytes)
    {
        using var child = new ChildStream(_rig.OpenFile(maxBytes: maxBytes, backups: 10_000));
        var bytes = Samples.Lines(60_000, 5, longest: 80);

        await child.WriteInPieces(bytes, 5, 3_000);
        await child.Ended;

        var files = _rig.LogFiles();
        Assert.Equal(Samples.Text(bytes), Samples.Text(Samples.Concat(files)));
        Assert.All(files, file => Assert.InRange(file.Length, 0, maxBytes + 90));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_line_that_never_ends_is_cut_within_the_bound(bool copied)
    {
        const int maxBytes = 200_000;
        var channel = _rig.OpenFile(maxBytes: maxBytes, backups: 1000);
        if (copied) channel.SetTaps([new PassingTap()]);
        using var child = new ChildStream(channel);
        var bytes = Samples.Binary(10_000_000, 6).Select(value => value == '\n' ? (byte)0 : value).ToArray();

        await child.WriteInPieces(bytes, 6, 50_000);
        await child.Ended;

        var files = _rig.LogFiles();
        Assert.True(bytes.AsSpan().SequenceEqual(Samples.Concat(files)));
        Assert.All(files, file => Assert.InRange(file.Length, 0, maxBytes + RotationRule.LineSlack));
    }

    [Fact]
    public async Task Only_so_many_backups_are_kept_and_they_hold_the_newest_bytes()
    {
        using var child = new ChildStream(_rig.OpenFile(maxBytes: 50_000, backups: 3));
        var bytes = Samples.Lines(2_000_000, 7);

        await child.WriteInPieces(bytes, 7, 10_000);
        await child.Ended;

        Assert.Equal(["out.log", "out.log.1", "out.log.2", "out.log.3"], Directory.GetFiles(_rig.Folder.Path).Select(Path.GetFileName).Order());
        var kept = Samples.Concat(_rig.LogFiles());
        Assert.True(bytes.AsSpan(bytes.Length - kept.Length).SequenceEqual(kept));
        Assert.InRange(kept.Length, 150_000, 250_000);
    }

    [Fact]
    public async Task Without_backups_the_file_is_emptied_in_place()
    {
        using var child = new ChildStream(_rig.OpenFile(maxBytes: 50_000, backups: 0));
        var bytes = Samples.Lines(500_000, 8);

        await child.WriteInPieces(bytes, 8, 1_000);
        await child.Ended;

        var kept = Assert.Single(_rig.LogFiles());
        Assert.True(bytes.AsSpan(bytes.Length - kept.Length).SequenceEqual(kept));
        Assert.InRange(kept.Length, 0, 50_000);
    }

    [Fact]
    public async Task A_full_file_is_rotated_as_soon_as_its_last_line_ends()
    {
        using var child = new ChildStream(_rig.OpenFile(maxBytes: 10, backups: 2));

        child.Write("0123456789abc");
        await Eventually.IsTrueAsync(() => _rig.Log().Length == 13, "the line is in the first file");
        Assert.False(File.Exists(_rig.LogPath + ".1"));
        child.Write("def\n");
        await Eventually.IsTrueAsync(() => File.Exists(_rig.LogPath + ".1") && File.Exists(_rig.LogPath), "it was rotated");

        Assert.Equal("0123456789abcdef\n", File.ReadAllText(_rig.LogPath + ".1"));
        Assert.Empty(_rig.Log());
    }

    [Fact]
    public async Task A_limit_of_zero_never_rotates()
    {
        using var child = new ChildStream(_rig.OpenFile(maxBytes: 0, backups: 5));
        var bytes = Samples.Lines(3_000_000, 9);

        await child.WriteInPieces(bytes, 9, 10_000);
        await child.Ended;

        Assert.Equal(bytes.Length, Assert.Single(_rig.LogFiles()).Length);
    }

    [Fact]
    public async Task New_limits_hold_for_the_present_file()
    {
        var channel = _rig.OpenFile(maxBytes: 0);
        using var child = new ChildStream(channel);
        child.Write("a line of some length\n");
        await Eventually.IsTrueAsync(() => channel.IsDrained, "the line is in the log");

        channel.Update(new RotationPolicy(10, 1));
        child.Write("next\n");

        await Eventually.IsTrueAsync(() => File.Exists(_rig.LogPath + ".1") && _rig.Log().Length == 5, "it was rotated");
        Assert.Equal("a line of some length\n", File.ReadAllText(_rig.LogPath + ".1"));
    }

    [Fact]
    public async Task When_rotation_fails_the_open_file_takes_everything_and_it_is_said_once()
    {
        _rig.Folder.Write("out.log.1/occupied", "");
        using var child = new ChildStream(_rig.OpenFile(maxBytes: 10_000, backups: 1));
        var bytes = Samples.Lines(1_000_000, 10);

        await child.WriteInPieces(bytes, 10, 5_000);
        await child.Ended;

        Assert.True(bytes.AsSpan().SequenceEqual(_rig.Log()));
        var notice = Assert.IsType<OutputNotice.GoesOnInOldFile>(Assert.Single(_rig.Notices));
        Assert.Contains("rotate", notice.Message, StringComparison.Ordinal);
        Assert.Contains("Is a directory", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_put_in_our_place_is_not_shifted_away()
    {
        var channel = _rig.OpenFile(maxBytes: 10, backups: 3);
        using var child = new ChildStream(channel);
        child.Write("first");
        await Eventually.IsTrueAsync(() => channel.IsDrained, "the first bytes are in the log");
        File.Move(_rig.LogPath, _rig.Folder["moved.log"]);
        File.WriteAllText(_rig.LogPath, "theirs\n");

        child.Write(" line\nx\n");
        await Eventually.IsTrueAsync(() => File.ReadAllText(_rig.LogPath) == "theirs\nx\n", "the rest is appended to the new file");

        Assert.Equal("first line\n", File.ReadAllText(_rig.Folder["moved.log"]));
        Assert.False(File.Exists(_rig.LogPath + ".1"));
    }

    private sealed class PassingTap : IOutputTap
    {
        public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes) => bytes;

        public ReadOnlySpan<byte> End() => default;
    }
}
