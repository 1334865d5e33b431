using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Signals;
using Supervisor.Engine;
using Supervisor.Keeper.Brain;

namespace Supervisor.Daemon.Recovery;

/// <summary>
/// Acts on what the keeper tells beside the events of children. Signals are obeyed one after the other, on a thread that may
/// take its time.
/// </summary>
internal sealed class KeeperEar : IDisposable
{
    private const int MaxWaitingSignals = 64;
    private readonly Channel<int> _signals = Channel.CreateBounded<int>(
        new BoundedChannelOptions(MaxWaitingSignals) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    public KeeperEar(KeeperLink keeper, SupervisionEngine engine, DaemonSignals signals, ILogger log)
    {
        keeper.Listen(new KeeperNotices
        {
            Signalled = number => _signals.Writer.TryWrite(number),
            Asked = engine.Probe,
            Trouble = log.Alarm,
            Yield = () => Yield?.Invoke(),
            Lost = () =>
            {
                log.Alarm("the keeper, the parent of all programs, is gone; stopping in order what still runs");
                keeper.Orphan();
                engine.Shutdown();
            },
        });
        _ = ObeyAsync(signals);
    }

    /// <summary>Another brain is ready to take over, as this one has asked for.</summary>
    public Action? Yield { get; set; }

    public void Dispose() => _signals.Writer.TryComplete();

    private async Task ObeyAsync(DaemonSignals signals)
    {
        await foreach (var number in _signals.Reader.ReadAllAsync())
        {
            signals.Obey(number);
        }
    }
}
