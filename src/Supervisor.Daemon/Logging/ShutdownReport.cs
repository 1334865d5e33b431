using Microsoft.Extensions.Logging;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Engine;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// Says which processes a stop of everything still waits for, at once and every three seconds, as supervisord does. Its timer
/// runs only meanwhile.
/// </summary>
internal sealed class ShutdownReport : INoticeListener, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private readonly SupervisionEngine _engine;
    private readonly ILogger _log;
    private readonly Timer _timer;
    private RosterState? _asItBegan;

    public ShutdownReport(SupervisionEngine engine, ILogger log)
    {
        (_engine, _log) = (engine, log);
        _timer = new Timer(_ => Report());
    }

    public void OnNotice(in NoticeRecord record)
    {
        if (record.Notice is not Notice.SupervisorStopping) return;

        // By the time that the timer fires many may be gone.
        _asItBegan = _engine.Current;
        _timer.Change(TimeSpan.Zero, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Report()
    {
        var state = Interlocked.Exchange(ref _asItBegan, null) ?? _engine.Current;
        var names = state.Phase == RosterPhase.Running
            ? []
            : state.Processes.Values.Where(IsAlive).Select(entry => entry.Spec.Name.Name).ToArray();
        if (names.Length > 0) _log.WaitingToDie(string.Join(", ", names));
        else _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static bool IsAlive(ProcessEntry entry) =>
        entry.State.Code is StateCode.Starting or StateCode.Running or StateCode.Stopping or StateCode.Backoff;
}
