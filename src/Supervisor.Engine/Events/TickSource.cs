using Supervisor.Core.Events;
using Supervisor.Core.Notices;

namespace Supervisor.Engine.Events;

/// <summary>
/// Tells when a slice of 5, 60 or 3600 seconds begins, by the wall clock. Its timer runs only for the periods that somebody wants, so that
/// nothing wakes up for nobody.
/// </summary>
internal sealed class TickSource : IDisposable
{
    private readonly Lock _change = new();
    private readonly Dictionary<EventType, long> _slices;
    private readonly EventDemand _demand;
    private readonly Action<Notice> _tell;
    private readonly Timer _timer;

    /// <param name="demand">Who wants what.</param>
    /// <param name="last">The last slices that an earlier brain told.</param>
    /// <param name="tell">Called on a pool thread, one tick at a time.</param>
    public TickSource(EventDemand demand, IReadOnlyDictionary<EventType, long> last, Action<Notice> tell)
    {
        (_demand, _tell, _slices) = (demand, tell, new Dictionary<EventType, long>(last));
        _timer = new Timer(_ => Look());
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>Takes a change of the demand in.</summary>
    public void Look()
    {
        lock (_change)
        {
            var now = Now;
            TimeSpan? next = null;
            foreach (var (type, period) in TickRule.Periods)
            {
                if (!_demand.Includes(type))
                {
                    _slices.Remove(type);
                    continue;
                }

                var slice = TickRule.Slice(period, now);
                var isNew = _slices.TryGetValue(type, out var last) && last != slice;
                _slices[type] = slice;
                if (isNew) _tell(new Notice.Ticked(type, slice));
                var until = TickRule.UntilNext(period, now);
                if (next is null || until < next) next = until;
            }

            _timer.Change(next is { } wait ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();
}
