using System.Diagnostics;
using Supervisor.Core.Events;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>
/// supervisord's event listener pools as a pure function: which event goes to whom and when, what becomes of it when a listener refuses
/// it, dies or talks nonsense. An event leaves the machine's care only when a listener said OK or a full buffer pushed it out.
/// </summary>
public static class PoolsMachine
{
    /// <summary>
    /// What becomes of the pools, and what has to be done for it. The records have to be durable before the effects are
    /// performed; then a machine that <see cref="PoolsRecovery"/> makes of them goes on where this one was, whenever it ended.
    /// </summary>
    public static PoolsResult Step(PoolsState state, PoolsInput input)
    {
        var step = new PoolsStep(state);
        switch (input)
        {
            case PoolsInput.Told told:
                Tell(step, told);
                break;
            case PoolsInput.Wrote wrote:
                With(step, wrote.Listener, wrote.Generation, (pool, listener) => ListenerProtocol.Take(pool, listener, wrote.Bytes, step));
                break;
            case PoolsInput.Sent sent:
                With(step, sent.Listener, sent.Generation, (_, listener) => listener with { IsSending = false });
                break;
            case PoolsInput.SendFailed failed:
                With(step, failed.Listener, failed.Generation, (pool, listener) => Deafen(step, pool, listener));
                break;
            case PoolsInput.Continued continued:
                With(step, continued.Listener, continued.Generation, (_, listener) => listener with { IsConnected = true });
                break;
            case PoolsInput.RunningChanged changed:
                Find(step, changed.Listener, (_, listener) => listener with { IsRunning = changed.IsRunning });
                break;
            case PoolsInput.Started started:
                Find(step, started.Listener, (pool, listener) => NewLife(pool.GiveBack(listener), started.Generation));
                break;
            case PoolsInput.Ended ended:
                With(step, ended.Listener, ended.Generation, (pool, listener) => NewLife(pool.GiveBack(listener), 0));
                break;
            case PoolsInput.EventsMissed missed:
                step.State = step.State with { Missed = step.State.Missed + missed.Count };
                step.Tell(new ListenerNotice.EventsMissed(missed.Count));
                break;
            case PoolsInput.Configured configured:
                Configure(step, configured);
                break;
            default:
                throw new UnreachableException($"no such input: {input}");
        }

        return step.Finish();
    }

    private static void Tell(PoolsStep step, PoolsInput.Told told)
    {
        // Told again by a brain that did not know how far the last one had come.
        if (told.Notice > 0 && told.Notice <= step.State.LastNotice) return;
        var takers = step.State.Pools.Values
            .Where(pool => pool.Config.Spec.Events.Any(node => told.Message.Type.IsWithin(node)))
            .Select(pool => pool.Config.Name)
            .ToList();
        if (takers.Count == 0) return;
        var serial = step.State.NextSerial;
        step.State = step.State with { NextSerial = serial + 1, LastNotice = Math.Max(told.Notice, step.State.LastNotice) };
        foreach (var name in takers)
        {
            step.Find(name)!.Accept(told.Message, serial);
        }
    }

    private static void Configure(PoolsStep step, PoolsInput.Configured configured)
    {
        step.State = step.State with { Server = configured.Server };
        var wanted = configured.Pools.Select(pool => pool.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in step.State.Pools.Keys.Where(name => configured.Anew || !wanted.Contains(name)).ToList())
        {
            step.Remove(name);
        }

        foreach (var config in configured.Pools)
        {
            (step.Find(config.Name) ?? step.Add(config)).Configure(config);
        }
    }

    private static ListenerState Deafen(PoolsStep step, PoolDraft pool, ListenerState listener)
    {
        if (listener.InFlight is not { } item) return listener with { IsSending = false, IsDeaf = true };
        step.Tell(new ListenerNotice.StdinClosed(listener.Name, item.Serial));
        return pool.GiveBack(listener) with { Phase = ListenerPhase.Ready, IsSending = false, IsDeaf = true, ResultLeft = null };
    }

    private static ListenerState NewLife(ListenerState listener, int generation) =>
        new(listener.Name) { Generation = generation, IsConnected = generation > 0, IsRunning = listener.IsRunning };

    private static void With(PoolsStep step, ProcessName name, int generation, Func<PoolDraft, ListenerState, ListenerState> change) =>
        Find(step, name, (pool, listener) => listener.Generation == generation ? change(pool, listener) : listener);

    private static void Find(PoolsStep step, ProcessName name, Func<PoolDraft, ListenerState, ListenerState> change)
    {
        if (step.Find(name.Group) is not { } pool || pool.Find(name) is not { } listener) return;
        var changed = change(pool, listener);
        if (!ReferenceEquals(changed, listener)) pool.Put(changed);
    }
}
