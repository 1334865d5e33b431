using System.Collections.Concurrent;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Engine.Notices;
using Supervisor.Keeper.Brain;

namespace Supervisor.Daemon.Service;

/// <summary>
/// Tells the service manager how it stands (sd_notify(3)): ready, reloading, stopping, and a line for <c>systemctl status</c>. It speaks when
/// something has changed, four times a second at most, and sleeps otherwise.
/// </summary>
/// <remarks>Notices come on the reactor's thread, which only sets a timer; looking at the state and speaking happen on a pool thread.</remarks>
internal sealed class ServiceReport : INoticeListener, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>While somebody waits for it to be ready, a look follows a start as soon as this.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a first start that hangs, as from a dead network mount, may keep the whole service from being ready.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    // The manager gives up half a minute after the last word, which comes three times in that time. The first is repeated soon: while the commands of
    // ExecReload= run, systemd takes it and forgets it when they have ended.
    private static readonly TimeSpan ExtensionPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstExtensionPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Extension = TimeSpan.FromSeconds(30);

    // What the timer is set to.
    private const int None = 0;
    private const int Later = 1;
    private const int Soon = 2;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ProcessName, byte> _killed = new();
    private readonly Action<string> _say;
    private readonly Func<RosterState> _state;
    private readonly TimeProvider _time;
    private readonly ITimer _soon;
    private readonly ITimer _whileBusy;
    private int _isDue;
    private bool _serving;
    private volatile bool _ready;
    private bool _reloading;
    private bool _stopAwaited;
    private bool _stopping;
    private bool _silent;
    private long? _startingSince;
    private long? _describedAt;
    private long? _extendedAt;
    private int _extensions;
    private string? _complaint;
    private string _status = "";

    /// <param name="say">Says it, in the words of <see cref="ServiceNotice"/>. May wait; called by one thread at a time.</param>
    /// <param name="state">The newest state.</param>
    /// <param name="time">The clock.</param>
    public ServiceReport(Action<string> say, Func<RosterState> state, TimeProvider time)
    {
        (_say, _state, _time) = (say, state, time);
        _soon = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _whileBusy = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>One that hears of everything that the engine does.</summary>
    public static ServiceReport To(Action<string> say, SupervisionEngine engine)
    {
        var report = new ServiceReport(say, () => engine.Current, TimeProvider.System);
        engine.Notices.Subscribe(report);
        return report;
    }

    public void OnNotice(in NoticeRecord record)
    {
        switch (record.Notice)
        {
            case Notice.KillingUnresponsive killing:
                _killed[killing.Process] = 0;
                break;
            case Notice.Spawned spawned:
                _killed.TryRemove(spawned.Process, out _);
                LookWithin(_ready ? Pause : ShortPause);
                break;
            case Notice.SupervisorStopping:
                Volatile.Write(ref _stopAwaited, false);
                if (_state().Phase != RosterPhase.Shutdown) Volatile.Write(ref _reloading, true);
                LookWithin(TimeSpan.Zero);
                break;
            case Notice.SupervisorRunning:
                Volatile.Write(ref _stopAwaited, false);
                LookWithin(ShortPause);
                break;
            case Notice.StateChanged or Notice.StartFailed or Notice.GroupAdded or Notice.GroupRemoved:
                LookWithin(_ready ? Pause : ShortPause);
                break;
            default:
                break;
        }
    }

    /// <summary>The control sockets answer. With the first start of each program that makes the service ready.</summary>
    public void SocketsAnswer()
    {
        lock (_gate) _serving = true;
        Look();
    }

    /// <summary>A reload was asked for by a signal: systemd wants to hear of it whatever comes of it (Type=notify-reload).</summary>
    public void ReloadAsked()
    {
        lock (_gate)
        {
            (_reloading, _stopAwaited) = (true, true);
            Look();
        }
    }

    /// <summary>The config on disk cannot be used; everything goes on as it was.</summary>
    /// <param name="complaint">For the status, until a config is good again.</param>
    public void ReloadRefused(string complaint)
    {
        lock (_gate)
        {
            (_complaint, _stopAwaited) = (complaint, false);
            Look();
        }
    }

    /// <summary>Somebody else speaks from now on.</summary>
    public void Silence()
    {
        lock (_gate) _silent = true;
    }

    public void Dispose()
    {
        Silence();
        _soon.Dispose();
        _whileBusy.Dispose();
    }

    private void LookWithin(TimeSpan delay)
    {
        var isSooner = delay < Pause
            ? Interlocked.Exchange(ref _isDue, Soon) != Soon || delay == TimeSpan.Zero
            : Interlocked.CompareExchange(ref _isDue, Later, None) == None;
        if (isSooner) _soon.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_silent) return;
            Volatile.Write(ref _isDue, None);
            var state = _state();
            if (state.Phase == RosterPhase.Shutdown) BeginToStop();
            else if (_reloading && _ready) BeginToReload();
            if (IsReadyNow(state)) BecomeReady();
            Describe(state);
            LookAgainWhileBusy(state);
        }
    }

    private void BeginToStop()
    {
        if (_stopping) return;
        (_stopping, _extendedAt, _extensions) = (true, null, 0);
        _say(ServiceNotice.Stopping);
    }

    private void BeginToReload()
    {
        (_ready, _startingSince, _extendedAt, _extensions) = (false, null, null, 0);
        _say(ServiceNotice.Reloading());
    }

    private bool IsReadyNow(RosterState state)
    {
        if (_ready || _stopping || !_serving || Volatile.Read(ref _stopAwaited) || state.Phase != RosterPhase.Running) return false;
        if (ServiceStatus.IsStarted(state)) return true;
        _startingSince ??= _time.GetTimestamp();
        return _time.GetElapsedTime(_startingSince.Value) >= StartPatience;
    }

    private void BecomeReady()
    {
        (_ready, _reloading) = (true, false);
        _say(ServiceNotice.Ready);
    }

    private void Describe(RosterState state)
    {
        if (_reloading) _complaint = Volatile.Read(ref _stopAwaited) ? _complaint : null;
        if (_describedAt is { } last && _time.GetElapsedTime(last) < Pause)
        {
            LookWithin(Pause);
            return;
        }

        var status = ServiceStatus.Describe(state) + (_complaint is null ? "" : $"; {_complaint}");
        if (status == _status) return;
        (_status, _describedAt) = (status, _time.GetTimestamp());
        _say(ServiceNotice.Status(status));
    }

    private void LookAgainWhileBusy(RosterState state)
    {
        var isBusy = !_ready || _stopping;
        if (isBusy && GoesOn(state) && (_extendedAt is not { } last || _time.GetElapsedTime(last) >= NextExtension - Early))
        {
            _extendedAt = _time.GetTimestamp();
            _extensions++;
            _say(ServiceNotice.ExtendTimeout(Extension));
        }

        _whileBusy.Change(isBusy ? NextExtension : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan NextExtension => _extensions < 2 ? FirstExtensionPeriod : ExtensionPeriod;

    // A process that does not even end by SIGKILL may never end: then it is the manager's to give up.
    private bool GoesOn(RosterState state) =>
        state.Phase == RosterPhase.Running
        || state.Processes.Values.Any(entry => entry.State is ProcessState.Stopping stopping && stopping.Pid is not null && !_killed.ContainsKey(entry.Spec.Name));
}
