using Supervisor.Engine.Output;

namespace Supervisor.Engine.Children;

/// <summary>
/// Lets an exit through when the last words of the process are in its logs, so that whoever is told of the exit finds
/// them there. A log that takes too long does not hold up a restart.
/// </summary>
internal sealed class ExitBarrier : IDisposable
{
    /// <summary>How long a slow log may hold an exit back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Action _pass;
    private Timer? _timer;
    private int _missing;
    private int _passed;

    private ExitBarrier(int missing, Action pass)
    {
        _missing = missing;
        _pass = pass;
    }

    public static void After(IEnumerable<OutputChannel> channels, Action pass)
    {
        var waiting = channels.Where(channel => !channel.IsDrained).ToArray();
        if (waiting.Length == 0)
        {
            pass();
            return;
        }

        var barrier = new ExitBarrier(waiting.Length, pass);
        barrier._timer = new Timer(_ => barrier.Pass(), null, Patience, Timeout.InfiniteTimeSpan);
        foreach (var channel in waiting)
        {
            channel.Drain(barrier.OneIsDrained);
        }
    }

    /// <summary>Disarms the timer; done by itself when the exit passes.</summary>
    public void Dispose() => _timer?.Dispose();

    private void OneIsDrained()
    {
        if (Interlocked.Decrement(ref _missing) == 0) Pass();
    }

    private void Pass()
    {
        if (Interlocked.Exchange(ref _passed, 1) != 0) return;
        Dispose();
        _pass();
    }
}
