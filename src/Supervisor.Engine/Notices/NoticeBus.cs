using Supervisor.Core.Notices;

namespace Supervisor.Engine.Notices;

/// <summary>A notice with its place in the order of all notices and the wall time it was told at.</summary>
/// <param name="Serial">Grows by one with each notice of the reactor; 0 for one that came from elsewhere.</param>
/// <param name="At">Wall time.</param>
/// <param name="Notice">What happened.</param>
public readonly record struct NoticeRecord(long Serial, DateTimeOffset At, Notice Notice);

/// <summary>
/// Whoever listens to notices. Called by the reactor's thread, and by others for what does not concern the state of processes
/// (output, ticks, messages of clients): must not block, and hands over to its own queue.
/// </summary>
public interface INoticeListener
{
    void OnNotice(in NoticeRecord record);

    /// <summary>All that happened at once has been told: what can be done once for several notices is to be done now.</summary>
    void OnStepOver()
    {
    }
}

/// <summary>Tells every notice to every listener; those of the reactor in order.</summary>
public sealed class NoticeBus
{
    private readonly Lock _change = new();
    private INoticeListener[] _listeners = [];

    /// <summary>The serial of the reactor's last notice.</summary>
    internal long LastSerial { get; private set; }

    public void Subscribe(INoticeListener listener)
    {
        lock (_change)
        {
            _listeners = [.. _listeners, listener];
        }
    }

    /// <summary>Has the serials go on from those of an earlier brain.</summary>
    internal void ContinueAfter(long serial) => LastSerial = Math.Max(LastSerial, serial);

    /// <summary>A notice of the reactor. Called by its thread only; <see cref="StepOver"/> follows when its step is over.</summary>
    internal void Publish(Notice notice) => Tell(new NoticeRecord(++LastSerial, DateTimeOffset.Now, notice));

    /// <summary>The reactor has told all that happened in a step.</summary>
    internal void StepOver()
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.OnStepOver();
        }
    }

    /// <summary>A notice from any other thread.</summary>
    internal void PublishAside(Notice notice)
    {
        Tell(new NoticeRecord(0, DateTimeOffset.Now, notice));
        StepOver();
    }

    private void Tell(in NoticeRecord record)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.OnNotice(record);
        }
    }
}
