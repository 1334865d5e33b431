using System.Diagnostics;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Supervisor.Posix.Events;
using Supervisor.Posix.Threads;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// Has a thread of its own write what is logged, so that nobody waits for a disk. It sleeps when there is nothing to write, and does not turn
/// round and round before: the processor is for the programs that start at such a moment.
/// </summary>
/// <param name="sink">Where it is written; called by that thread only, and disposed of.</param>
/// <param name="most">Lines that may wait. What does not fit is lost, and the log says how much.</param>
internal sealed class LogQueue(ILogEventSink sink, int most) : ILogEventSink, IDisposable
{
    private static readonly MessageTemplate LostLines =
        new MessageTemplateParser().Parse("cannot keep up with this log: {Lines} lines are lost; the disk is too slow for it");

    // Lines that come as fast as this are written together: to sleep and to be woken again for each costs as much as the line.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(1);

    private readonly Lock _change = new();
    private readonly WakeFlag _arrived = new();
    private readonly WakeFlag _ending = new();
    private Queue<LogEvent> _waiting = new();
    private BackgroundThread? _writer;
    private long _lost;
    private bool _ended;

    public void Emit(LogEvent logEvent)
    {
        lock (_change)
        {
            if (_ended) return;
            if (_waiting.Count >= most)
            {
                _lost++;
                return;
            }

            _waiting.Enqueue(logEvent);
            _writer ??= BackgroundThread.Start("main log", Write);
        }

        _arrived.Raise();
    }

    /// <summary>Returns when everything is written.</summary>
    public void Dispose()
    {
        lock (_change) _ended = true;
        _ending.Raise();
        _arrived.Raise();
        _writer?.Join();
        (sink as IDisposable)?.Dispose();
    }

    private void Write()
    {
        var taken = new Queue<LogEvent>();
        while (true)
        {
            var isLast = Take(ref taken, out var lost);
            while (taken.TryDequeue(out var logEvent)) sink.Emit(logEvent);
            if (lost > 0) sink.Emit(Lost(lost));
            if (isLast) return;
            var written = Stopwatch.GetTimestamp();
            _arrived.Wait(null);
            if (Stopwatch.GetElapsedTime(written) < Together) _ending.Wait(Together);
        }
    }

    // True at the end: nothing comes after it.
    private bool Take(ref Queue<LogEvent> taken, out long lost)
    {
        lock (_change)
        {
            (taken, _waiting) = (_waiting, taken);
            (lost, _lost) = (_lost, 0);
            return _ended;
        }
    }

    private static LogEvent Lost(long lines) =>
        new(DateTimeOffset.Now, LogEventLevel.Warning, null, LostLines, [new LogEventProperty("Lines", new ScalarValue(lines))]);
}
