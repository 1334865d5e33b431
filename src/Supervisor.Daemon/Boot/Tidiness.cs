using Supervisor.Engine.Notices;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// Gives memory back in the first quiet moment after much has happened, since the brain then may sleep for days. At most every half
/// minute; its timer runs only while something is to be given back.
/// </summary>
internal sealed class Tidiness : INoticeListener, IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly long Pause = (long)TimeSpan.FromSeconds(30).TotalMilliseconds;

    // A notice and what it sets in motion leave some kilobytes.
    private const int Many = 200;

    private readonly Timer _timer;
    private long _notBefore;
    private int _notices;
    private int _seen;
    private int _isWanted;

    public Tidiness() => _timer = new Timer(_ => Look());

    /// <summary>Much was done, and has ended: a start, or a visit of clients.</summary>
    public void Want()
    {
        if (Interlocked.Exchange(ref _isWanted, 1) == 0) Arm();
    }

    public void OnNotice(in NoticeRecord record)
    {
        if (Interlocked.Increment(ref _notices) - Volatile.Read(ref _seen) >= Many) Want();
    }

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        var wait = Math.Max((long)Quiet.TotalMilliseconds, Volatile.Read(ref _notBefore) - Environment.TickCount64);
        Volatile.Write(ref _seen, Volatile.Read(ref _notices));
        _timer.Change(wait, Timeout.Infinite);
    }

    private void Look()
    {
        if (Volatile.Read(ref _notices) != Volatile.Read(ref _seen))
        {
            Arm();
            return;
        }

        Volatile.Write(ref _notBefore, Environment.TickCount64 + Pause);
        Volatile.Write(ref _isWanted, 0);
        ProcessMemory.GiveBack();
    }
}
