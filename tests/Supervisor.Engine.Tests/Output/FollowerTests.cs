using System.Text;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Tails;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

public sealed class FollowerTests : IDisposable
{
    private readonly PumpRig _rig = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public void Dispose()
    {
        _patience.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task It_begins_with_the_tail_and_goes_on()
    {
        _rig.Folder.Write("out.log", "0123456789");
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: 3);

        Assert.Equal("789", await log.NextAsync());
        child.Write("abc");
        Assert.Equal("abc", await log.NextAsync());
        Assert.False(log.Gap);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public async Task It_loses_and_repeats_nothing_over_many_rotations(int maxBytes)
    {
        var channel = _rig.OpenFile(maxBytes: maxBytes, backups: 100_000);
        using var child = new ChildStream(channel);
        var bytes = Samples.Lines(10_000_000, 1);
        await using var log = Follow(channel, tail: null);

        var reading = log.ReadAsync(bytes.Length);
        await child.WriteInPieces(bytes, 1, 10_000);

        var read = await reading;
        Assert.True(bytes.AsSpan().SequenceEqual(read));
        Assert.False(log.Gap);
    }

    [Fact]
    public async Task One_that_was_left_behind_catches_up_from_the_backups()
    {
        var channel = _rig.OpenFile(maxBytes: 30_000, backups: 100);
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: null);
        child.Write("first\n");
        Assert.Equal("first\n", await log.NextAsync());

        var bytes = Samples.Lines(1_000_000, 2);
        await child.WriteInPieces(bytes, 2, 5_000);
        await child.Ended;

        var read = await log.ReadAsync(bytes.Length);
        Assert.True(bytes.AsSpan().SequenceEqual(read));
        Assert.False(log.Gap);
    }

    [Fact]
    public async Task Where_the_oldest_backup_is_just_gone_nothing_is_missing()
    {
        var channel = _rig.OpenFile(maxBytes: 10, backups: 2);
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: null);
        child.Write("a123456789\n");
        Assert.Equal("a123456789\n", Samples.Text(await log.ReadAsync(11)));

        foreach (var letter in "bc")
        {
            child.Write($"{letter}123456789\n");
            await Eventually.IsTrueAsync(() => File.ReadAllText(_rig.LogPath + ".1")[0] == letter, "the file is rotated");
        }

        Assert.Equal("b123456789\nc123456789\n", Samples.Text(await log.ReadAsync(22)));
        Assert.False(log.Gap);
    }

    [Fact]
    public async Task What_was_rotated_away_before_it_was_read_is_marked_as_a_gap_and_nothing_comes_twice()
    {
        var channel = _rig.OpenFile(maxBytes: 20_000, backups: 2);
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: null);
        child.Write("first\n");
        Assert.Equal("first\n", await log.NextAsync());

        var bytes = Samples.Lines(500_000, 3);
        await child.WriteInPieces(bytes, 3, 5_000);
        await child.Ended;
        var kept = Samples.Concat(_rig.LogFiles());

        // The file that was being read stays readable to its end; then come the backups that are left.
        var text = Samples.Text(await log.ReadUntilAsync(Samples.Text(bytes[^200..])));
        Assert.True(log.Gap);
        Assert.EndsWith(Samples.Text(kept), text, StringComparison.Ordinal);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }

    [Fact]
    public async Task A_log_emptied_in_place_is_read_on_from_its_start()
    {
        var channel = _rig.OpenFile(maxBytes: 10, backups: 0);
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: null);
        child.Write("0123456");
        Assert.Equal("0123456", await log.NextAsync());

        child.Write("x\n");
        Assert.Equal("x\n", await log.NextAsync());
        child.Write("yz\n");
        await Eventually.IsTrueAsync(() => _rig.Log().Length == 0, "the file was emptied");
        child.Write("next\n");

        Assert.EndsWith("next\n", Samples.Text(await log.ReadUntilAsync("next\n")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cleared_log_is_followed_into_the_new_file_without_old_backups()
    {
        var channel = _rig.OpenFile(maxBytes: 10, backups: 3);
        using var child = new ChildStream(channel);
        child.Write("0123456789\n");
        await Eventually.IsTrueAsync(() => File.Exists(_rig.LogPath + ".1") && File.Exists(_rig.LogPath), "the file is rotated");
        await using var log = Follow(channel, tail: null);
        child.Write("a\n");
        Assert.Equal("a\n", await log.NextAsync());

        await channel.ClearAsync();
        child.Write("b\n");

        Assert.Equal("b\n", await log.NextAsync());
        Assert.False(log.Gap);
    }

    [Fact]
    public async Task A_log_moved_away_and_reopened_is_followed_into_the_new_file()
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: null);
        child.Write("old\n");
        Assert.Equal("old\n", await log.NextAsync());
        File.Move(_rig.LogPath, _rig.Folder["elsewhere"]);
        child.Write("older\n");
        await channel.ReopenAsync();
        child.Write("new\n");

        Assert.Equal("older\nnew\n", Samples.Text(await log.ReadAsync(10)));
        Assert.False(log.Gap);
    }

    [Fact]
    public async Task A_log_that_logrotate_replaced_is_followed_in_the_old_file_until_it_is_reopened()
    {
        var channel = _rig.OpenFile();
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: null);
        child.Write("old\n");
        Assert.Equal("old\n", await log.NextAsync());
        File.Move(_rig.LogPath, _rig.LogPath + ".1");
        File.WriteAllText(_rig.LogPath, "");

        child.Write("still old\n");
        Assert.Equal("still old\n", await log.NextAsync());
        await channel.ReopenAsync();
        child.Write("new\n");

        Assert.Equal("new\n", await log.NextAsync());
        Assert.False(log.Gap);
        Assert.Equal("new\n", Samples.Text(_rig.Log()));
    }

    [Fact]
    public async Task A_log_without_a_file_is_followed_in_memory_and_a_gap_is_marked()
    {
        var channel = _rig.Open(SinkTarget.None.Instance);
        using var child = new ChildStream(channel);
        await using var log = Follow(channel, tail: 0);
        var first = log.NextAsync();
        child.Write("hello\n");
        Assert.Equal("hello\n", await first);

        var bytes = Samples.Lines(300_000, 4);
        await child.WriteInPieces(bytes, 4, 5_000);
        await child.Ended;

        Assert.Equal(Samples.Text(bytes[^65_536..]), Samples.Text(await log.ReadAsync(65_536)));
        Assert.True(log.Gap);
    }

    [Fact]
    public async Task A_file_by_path_is_followed_from_before_it_exists_over_a_rotation()
    {
        var path = _rig.Folder["main.log"];
        var activity = new LogActivity();
        await using var log = new Consumer(LogFollower.FollowFile(path, activity, 1000, _patience.Token));
        var first = log.NextAsync();

        File.WriteAllText(path, "one\n");
        activity.Grew();
        Assert.Equal("one\n", await first);
        File.AppendAllText(path, "two\n");
        activity.BeginRotation();
        File.Move(path, path + ".1");
        File.WriteAllText(path, "three\n");
        activity.EndRotation(succeeded: true);

        Assert.Equal("two\nthree\n", Samples.Text(await log.ReadAsync(10)));
        Assert.False(log.Gap);
    }

    private Consumer Follow(OutputChannel channel, long? tail) => new(LogFollower.Follow(channel, tail, _patience.Token));

    private sealed class Consumer(IAsyncEnumerable<LogChunk> chunks) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<LogChunk> _chunks = chunks.GetAsyncEnumerator();

        public bool Gap { get; private set; }

        public async Task<string> NextAsync()
        {
            Assert.True(await _chunks.MoveNextAsync());
            Gap |= _chunks.Current.Gap;
            return Encoding.UTF8.GetString(_chunks.Current.Bytes.Span);
        }

        public Task<byte[]> ReadAsync(int count) => CollectAsync(bytes => bytes.Count >= count);

        public Task<byte[]> ReadUntilAsync(string end)
        {
            var last = Encoding.UTF8.GetBytes(end);
            return CollectAsync(bytes => bytes.Count >= last.Length && bytes.TakeLast(last.Length).SequenceEqual(last));
        }

        public ValueTask DisposeAsync() => _chunks.DisposeAsync();

        private async Task<byte[]> CollectAsync(Func<List<byte>, bool> enough)
        {
            var bytes = new List<byte>();
            while (!enough(bytes))
            {
                Assert.True(await _chunks.MoveNextAsync());
                Gap |= _chunks.Current.Gap;
                bytes.AddRange(_chunks.Current.Bytes.Span);
            }

            return [.. bytes];
        }
    }
}
