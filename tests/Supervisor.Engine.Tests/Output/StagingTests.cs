using Supervisor.Core.Output;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Output;
using Supervisor.Engine.Recovery;
using Supervisor.Engine.Tests.Listeners;
using Supervisor.Posix.Files;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

/// <summary>The output of a busy program goes through a pipe of ours, and what was in it when a brain died is found by the next one.</summary>
public sealed class StagingTests : IDisposable
{
    private readonly PumpRig _rig = new();
    private readonly KeptInMemory _kept = new();
    private readonly List<EngineNotice> _said = [];

    public void Dispose()
    {
        _rig.Dispose();
        _kept.Dispose();
    }

    [Fact]
    public async Task What_a_dead_brain_had_taken_is_in_the_log_before_what_is_still_in_the_pipe()
    {
        DieWith("web stdout", "taken ");
        var channel = _rig.Open(new SinkTarget.File(_rig.LogPath));
        TakeUp(channel);
        using var child = new ChildStream(channel);
        child.Write("written later");
        child.Dispose();
        await child.Ended;

        Assert.Equal("taken written later", Samples.Text(_rig.Log()));
        await Eventually.IsTrueAsync(() => !_kept.Names.Any(), "nothing is kept any more");
        Assert.Empty(_said);
    }

    [Fact]
    public async Task An_exit_is_told_when_it_is_in_the_log_also_where_the_log_has_to_be_opened_first()
    {
        DieWith("web stdout", "taken ");
        var channel = _rig.Pump.Open(new ChannelSettings("web stdout", new SinkTarget.File(_rig.LogPath), new(0, 0)));
        TakeUp(channel);
        using var child = new ChildStream(channel);
        Assert.False(channel.IsDrained);

        child.Write("last words");
        var drained = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Drain(() => drained.SetResult(Samples.Text(_rig.Log())));

        Assert.Equal("taken last words", await drained.Task);
    }

    [Fact]
    public async Task It_is_written_though_no_process_of_that_log_runs_any_more()
    {
        DieWith("web stdout", "taken ");
        var channel = _rig.Pump.Open(new ChannelSettings("web stdout", new SinkTarget.File(_rig.LogPath), new(0, 0)));
        TakeUp(channel);
        await Eventually.IsTrueAsync(() => channel.IsDrained && channel.BytesMoved == 6, "it is in the log");
        await Eventually.IsTrueAsync(() => !_kept.Names.Any(), "nothing is kept any more");
    }

    [Fact]
    public void What_belongs_to_no_log_any_more_is_said()
    {
        DieWith("gone stdout", "taken ");
        TakeUp(_rig.OpenFile());

        var notice = Assert.Single(_said);
        Assert.True(notice.IsWarning);
        Assert.Equal(
            "cannot write 6 bytes that gone stdout had written before the last crash: it is no longer in the config; they are dropped", notice.Text);
        Assert.Empty(_kept.Names);
    }

    [Fact]
    public void Where_nothing_was_on_its_way_nothing_is_kept_on()
    {
        DieWith("web stdout", "");
        TakeUp(_rig.OpenFile());
        Assert.Empty(_kept.Names);
        Assert.Empty(_said);
    }

    [Fact]
    public void A_record_that_makes_no_sense_harms_nobody()
    {
        var (read, write) = Pipe.Create();
        DescriptorIo.Write(write, "taken"u8);
        write.Dispose();
        using (read)
        {
            // Nobody wrote down whose it is; the memory file of another version says something else.
            _kept.Keep("staging 7", read);
            _kept.Keep("staging x", read);
            _kept.Keep("staged x", read);
        }

        TakeUp(_rig.OpenFile());
        Assert.Empty(_kept.Names);
        Assert.All(_said, notice => Assert.StartsWith("cannot write 5 bytes", notice.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_goes_through_it_whole_and_in_order_with_rotation_and_several_programs_at_once()
    {
        using var pump = new OutputPump(_ => { }, staged: new StagedOutput(_kept, 1));
        var floods = Enumerable.Range(0, 3).Select(number => Samples.Lines(20_000_000, number)).ToList();
        var writing = floods.Select(
            (bytes, number) =>
            {
                var channel = pump.Open(new ChannelSettings(
                    $"web_{number} stdout", new SinkTarget.File(_rig.Folder[$"{number}.log"]), new RotationPolicy(number == 0 ? 3_000_000 : 0, 20)));
                channel.Prepare();
                return FloodAsync(new ChildStream(channel), bytes);
            }).ToList();
        await Task.WhenAll(writing);

        Assert.Equal(["staged 1", "staging 1"], _kept.Names.Order());
        Assert.Equal(7, _rig.LogFiles("0.log").Count);
        for (var number = 0; number < floods.Count; number++) Assert.Equal(floods[number], Samples.Concat(_rig.LogFiles($"{number}.log")));
    }

    [Fact]
    public async Task What_a_full_disk_does_not_take_is_counted_and_nothing_of_it_comes_later()
    {
        using var disk = SmallDisk.Mount(_rig.Folder["disk"]);
        var path = Path.Combine(disk.Path, "out.log");
        var channel = _rig.Open(new SinkTarget.File(path));
        var other = _rig.OpenFile("other.log");
        var first = Samples.Lines(30_000_000, 1);
        var second = Samples.Lines(10_000_000, 2);
        await Task.WhenAll(FloodAsync(new ChildStream(channel), first), FloodAsync(new ChildStream(other), second));

        Assert.Equal("No space left on device", channel.Health?.Problem);
        Assert.Equal(first.Length, channel.BytesMoved + channel.BytesDropped);
        Assert.Equal(channel.BytesMoved, new FileInfo(path).Length);
        Assert.Equal(second, _rig.Log("other.log"));
    }

    private static async Task FloodAsync(ChildStream child, byte[] bytes)
    {
        using (child)
        {
            await child.WriteInPieces(bytes, seed: 1, largest: 4000);
            await child.Ended;
        }
    }

    /// <summary>A brain dies while bytes of this channel are on their way.</summary>
    private void DieWith(string channel, string bytes)
    {
        var (read, write) = Pipe.Create();
        using var brain = new StagedOutput(_kept, 1);
        Assert.True(brain.Note("another, with a longer name", read));
        Assert.True(brain.Note(channel, read));
        DescriptorIo.Write(write, System.Text.Encoding.UTF8.GetBytes(bytes));
        read.Dispose();
        write.Dispose();
    }

    private void TakeUp(OutputChannel channel)
    {
        var children = new ChildTable();
        children.Add(new Child(new ProcessName("web", "web"), channel, null, []));
        StagedOutput.TakeUp(_kept, children, _said.Add);
    }
}
