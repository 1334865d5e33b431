using Supervisor.Core.Notices;

namespace Supervisor.Engine.Notices;

/// <summary>A notice with its place in the order of all notices and the wall time it was told at.</summary>
public readonly record struct NoticeRecord(long Serial, DateTimeOffset At, Notice Notice);

/// <summary>Whoever listens to notices. Called by the reactor thread: must not block, and hands over to its own queue.</summary>
public interface INoticeListener
{
    void OnNotice(in NoticeRecord record);
}

/// <summary>Tells every notice to every listener, in order.</summary>
public sealed class NoticeBus
{
    private readonly Lock _change = new();
    private INoticeListener[] _listeners = [];
    private long _lastSerial;

    public void Subscribe(INoticeListener listener)
    {
        lock (_change)
        {
            _listeners = [.. _listeners, listener];
        }
    }

    internal void Publish(Notice notice)
    {
        var record = new NoticeRecord(++_lastSerial, DateTimeOffset.Now, notice);
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.OnNotice(record);
        }
    }
}
