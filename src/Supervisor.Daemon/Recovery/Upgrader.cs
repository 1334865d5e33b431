using Microsoft.Extensions.Logging;
using Supervisor.Daemon.Http;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Service;
using Supervisor.Engine;
using Supervisor.Keeper.Brain;

namespace Supervisor.Daemon.Recovery;

/// <summary>
/// Replaces this brain by one from the program that is on disk now. Programs, sockets and requests live on: this brain stays until its
/// clients are answered.
/// </summary>
internal sealed class Upgrader
{
    /// <summary>How long a client may be waited for, such as one that stops a program that takes its time.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromMinutes(55);

    private readonly KeeperLink _keeper;
    private readonly SupervisionEngine _engine;
    private readonly Func<ControlServer> _server;
    private readonly ServiceReport? _report;
    private readonly ILogger<Upgrader> _log;
    private bool _yielded;

    public Upgrader(
        KeeperLink keeper, KeeperEar ear, SupervisionEngine engine, Func<ControlServer> server, ServiceReport? report, ILogger<Upgrader> log)
    {
        (_keeper, _engine, _server, _report, _log) = (keeper, engine, server, report, log);
        ear.Yield = () => _ = Task.Run(YieldAsync);
    }

    /// <summary>
    /// Done when the other brain works; else why not. In both cases this process may be about to end: whoever called is the last to
    /// be answered.
    /// </summary>
    public async Task<KeeperAnswer> RunAsync()
    {
        _log.UpgradeBegins();
        var answered = new TaskCompletionSource<KeeperAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _keeper.Host.Upgrade(answered.SetResult);
        var answer = await answered.Task;
        if (!answer.IsDone) _log.UpgradeFailed(answer.Reason);
        if (_yielded) _ = Task.Run(LeaveAsync);
        return answer;
    }

    private async Task YieldAsync()
    {
        _yielded = true;
        _report?.Silence();
        _server().LeaveDoors();
        using var line = await _engine.YieldAsync();
        _keeper.Host.Yielded(line);
    }

    // Nothing is cleaned up: sockets, pid file and programs are the other brain's.
    private async Task LeaveAsync()
    {
        using var patience = new CancellationTokenSource(LongestFarewell);
        try
        {
            await _server().FinishAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A client that never reads its answer; an hour is enough.
        }

        Environment.Exit(0);
    }
}
