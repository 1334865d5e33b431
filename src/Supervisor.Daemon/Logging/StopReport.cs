using Microsoft.Extensions.Logging;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Engine;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// Says of each process that is being stopped that it is waited for, at once and every two seconds, as supervisord does. While everything
/// stops the <see cref="ShutdownReport"/> names all of them. Its timer runs only meanwhile.
/// </summary>
internal sealed class StopReport : INoticeListener, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly SupervisionEngine _engine;
    private readonly ILogger _log;
    private readonly Timer _timer;

    public StopReport(SupervisionEngine engine, ILogger log)
    {
        (_engine, _log) = (engine, log);
        _timer = new Timer(_ => Report());
    }

    public void OnNotice(in NoticeRecord record)
    {
        if (record.Notice is not Notice.StateChanged { To: StateCode.Stopping } change || _engine.Current.Phase != RosterPhase.Running) return;
        _log.WaitingToStop(change.Process.Name);
        _timer.Change(Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Report()
    {
        var state = _engine.Current;
        string[] names = state.Phase == RosterPhase.Running
            ? [.. state.Processes.Values.Where(entry => entry.State is ProcessState.Stopping).Select(entry => entry.Spec.Name.Name)]
            : [];
        foreach (var name in names)
        {
            _log.WaitingToStop(name);
        }

        if (names.Length == 0) _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
