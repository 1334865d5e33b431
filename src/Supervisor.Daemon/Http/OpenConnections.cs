using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Supervisor.Daemon.Http;

/// <summary>When a connection was used last; a feature of the connection and of its requests.</summary>
internal sealed class ConnectionUse
{
    private int _requests;
    private long _lastUse = Environment.TickCount64;

    public void Begin() => Interlocked.Increment(ref _requests);

    public void End()
    {
        Volatile.Write(ref _lastUse, Environment.TickCount64);
        Interlocked.Decrement(ref _requests);
    }

    public bool IsIdleFor(TimeSpan time) =>
        Volatile.Read(ref _requests) == 0 && Environment.TickCount64 - Volatile.Read(ref _lastUse) >= time.TotalMilliseconds;
}

/// <summary>
/// The connections that are open. An idle one is kept for as long as there is room; only when there are many, those that were not
/// used for long are closed, so that clients that forget theirs do not keep others out. supervisord does it so, too.
/// </summary>
/// <param name="crowd">From how many connections on idle ones are closed.</param>
/// <param name="idleLimit">How long they were not used then.</param>
/// <param name="most">How many may be open; the next ones wait.</param>
/// <param name="idleWhenFull">How long who makes room for them was not used.</param>
internal sealed class OpenConnections(int crowd, TimeSpan idleLimit, int most, TimeSpan idleWhenFull)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<ConnectionContext, ConnectionUse> _open = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(ConnectionContext connection)
    {
        var use = new ConnectionUse();
        connection.Features.Set(use);
        if (!_open.TryAdd(connection, use)) return;
        if (Interlocked.Increment(ref _count) > crowd) CloseIdle(idleLimit);
    }

    /// <summary>Ends when there is room for one more, which those are made to give that others do not use.</summary>
    public async ValueTask RoomAsync(CancellationToken cancellation)
    {
        while (Count >= most)
        {
            CloseIdle(idleWhenFull);
            await Task.Delay(LookAgain, cancellation);
        }
    }

    /// <summary>Returns how many are left.</summary>
    public int Remove(ConnectionContext connection) =>
        _open.TryRemove(connection, out _) ? Interlocked.Decrement(ref _count) : Count;

    private void CloseIdle(TimeSpan limit)
    {
        foreach (var (connection, use) in _open)
        {
            if (use.IsIdleFor(limit)) connection.Abort(new ConnectionAbortedException("idle for long, and others wait"));
        }
    }
}
