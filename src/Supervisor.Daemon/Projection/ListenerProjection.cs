using System.Globalization;
using Supervisor.Control.Wire;
using Supervisor.Core.Listeners;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Logging;

namespace Supervisor.Daemon.Projection;

/// <summary>Shows event listeners as the API does.</summary>
internal static class ListenerProjection
{
    /// <summary>A listener and its pool; null for other processes.</summary>
    public static ListenerInfo? Show(PoolsState pools, ProcessName name) =>
        pools.Find(name) is { } listener && pools.Pools[name.Group] is { } pool
            ? new ListenerInfo
            {
                State = ListenerLog.NameOf(listener.Phase),
                Buffered = pool.Buffer.Count,
                BufferSize = pool.Config.Spec.BufferSize,
                Discarded = pool.Discarded,
            }
            : null;

    /// <summary>What is not as it should be.</summary>
    public static IEnumerable<string> Warnings(PoolsState pools, ProcessName name)
    {
        if (pools.Find(name) is not { } listener) yield break;
        var pool = pools.Pools[name.Group];
        if (listener.Phase == ListenerPhase.Unknown) yield return "it broke the event listener protocol and gets no events until it is started again";
        if (listener.IsDeaf) yield return "it closed its stdin and gets no events until it is started again";
        if (pool.Discarded > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{pool.Discarded} events were discarded because the buffer of {pool.Config.Name} was full (buffer_size {pool.Config.Spec.BufferSize})");
        }

        if (pools.Missed > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{pools.Missed} events came too fast for all pools and are lost");
        }
    }
}
