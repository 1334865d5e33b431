using Supervisor.Core.Output;

namespace Supervisor.Core.Tests.Output;

public sealed class OutputRuleTests
{
    [Theory]
    [InlineData(0, 0, RotationAction.Fill, long.MaxValue)]
    [InlineData(1_000_000, -1, RotationAction.Fill, long.MaxValue)]
    [InlineData(99, 100, RotationAction.Fill, 1)]
    [InlineData(100, 100, RotationAction.FinishLine, 65_536)]
    [InlineData(65_635, 100, RotationAction.FinishLine, 1)]
    [InlineData(65_636, 100, RotationAction.Rotate, 0)]
    public void A_file_is_filled_then_finishes_its_line_then_is_rotated(long size, long maxBytes, RotationAction action, long room) =>
        Assert.Equal(new RotationStep(action, room), RotationRule.At(size, new RotationPolicy(maxBytes, 1)));

    [Theory]
    [InlineData("abc\ndef\n", 100, 4)]
    [InlineData("\nabc", 100, 1)]
    [InlineData("abc", 100, 3)]
    [InlineData("abcdef\n", 4, 4)]
    [InlineData("", 4, 0)]
    public void A_line_is_finished_with_its_newline_or_as_far_as_there_is_room(string next, long slack, int expected) =>
        Assert.Equal(expected, RotationRule.FinishLine(System.Text.Encoding.ASCII.GetBytes(next), slack));

    [Fact]
    public void Backups_are_numbered() => Assert.Equal(("/x.log", "/x.log.12"), (RotationPolicy.BackupPath("/x.log", 0), RotationPolicy.BackupPath("/x.log", 12)));

    [Theory]
    [InlineData(100, 65_536, 5000, 100, 0)]
    [InlineData(32_768, 65_536, 10, 100, 0)]
    [InlineData(100, 65_536, 10, 0, 1000)]
    [InlineData(100, 65_536, 10, 100, 1000)]
    [InlineData(768, 65_536, 10, 320_000, 100)]
    [InlineData(32_000, 65_536, 10, 1_000_000, 50)]
    [InlineData(100, 1_048_576, 10, 245_000, 1000)]
    public void A_quiet_stream_is_read_at_once_and_a_busy_one_when_its_pipe_should_be_half_full(
        int queued, int capacity, int microsecondsSinceLast, double bytesPerMillisecond, int expectedMicroseconds)
    {
        var delay = FillRule.Delay(queued, capacity, TimeSpan.FromMicroseconds(microsecondsSinceLast), bytesPerMillisecond);

        Assert.Equal(expectedMicroseconds, delay.TotalMicroseconds, 0.1);
    }

    [Theory]
    [InlineData(0, 65_536, 0, 1000)]
    [InlineData(300, 65_536, 20, 700)]
    [InlineData(300, 1_048_576, 1_000_000, 224.288)]
    [InlineData(900, 1_048_576, 1_000_000, 50)]
    public void What_was_done_since_a_pipe_was_emptied_counts_as_waiting(
        int microsecondsSinceEmptied, int capacity, double bytesPerMillisecond, double expectedMicroseconds)
    {
        var delay = FillRule.DelayAfter(TimeSpan.FromMicroseconds(microsecondsSinceEmptied), capacity, bytesPerMillisecond);

        Assert.Equal(expectedMicroseconds, delay.TotalMicroseconds, 0.1);
    }

    [Theory]
    [InlineData(10_000, 65_536, 1000, 10_000)]
    [InlineData(49_152, 65_536, 1000, 49_152)]
    [InlineData(65_000, 65_536, 1000, 130_000)]
    [InlineData(65_000, 65_536, 0, 2_600_000)]
    public void A_stream_whose_pipe_is_nearly_full_may_be_faster_than_it_looks(int found, int capacity, int microseconds, double expected) =>
        Assert.Equal(expected, FillRule.Pace(found, capacity, TimeSpan.FromMicroseconds(microseconds)), 0.1);

    [Theory]
    [InlineData(15_999, 64_000, 0, false)]
    [InlineData(16_000, 64_000, 0, true)]
    [InlineData(3_000, 65_536, 3_000, true)]
    [InlineData(3_000, 1_048_576, 3_000, false)]
    [InlineData(100, 65_536, 100, false)]
    public void A_pipe_grows_when_it_is_filled_fast_or_would_be_full_before_a_crashed_brain_is_replaced(
        int queued, int capacity, double bytesPerMillisecond, bool grows) =>
        Assert.Equal(grows, FillRule.WantsGrowth(queued, capacity, bytesPerMillisecond));
}
