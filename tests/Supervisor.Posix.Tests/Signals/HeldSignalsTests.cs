using Supervisor.Posix.Signals;

namespace Supervisor.Posix.Tests.Signals;

public sealed class HeldSignalsTests
{
    // SIGUSR2; the threads of the runner do not block it, and cannot be told to.
    private static readonly int[] Held = [12];

    [Fact]
    public void Where_there_are_threads_that_do_not_block_them_nothing_changes()
    {
        bool? could = null, blocks = null;
        var thread = new Thread(() =>
        {
            could = HeldSignals.TryHold(Held);
            blocks = SignalMask.Blocks(Held);
        });
        thread.Start();
        thread.Join();
        Assert.False(could);
        Assert.False(blocks);
    }

    [Fact]
    public void What_a_thread_was_born_with_is_held()
    {
        bool? could = null;
        var thread = new Thread(() =>
        {
            SignalMask.Add(Held);
            could = HeldSignals.TryHold(Held);
        });
        thread.Start();
        thread.Join();
        Assert.True(could);
    }
}
