using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Supervisor.Daemon.Http;

/// <summary>
/// Feeds the HTTP server from the doormen's queue instead of a listening socket of its own. When the server goes to sleep
/// no connection is lost: what has arrived stays in the queue.
/// </summary>
internal sealed class ArrivalsListener : IConnectionListenerFactory, IConnectionListener
{
    private readonly ChannelReader<Arrival> _arrivals;
    private readonly SocketConnectionContextFactory _contexts;
    private readonly CancellationTokenSource _unbound = new();
    private readonly Action<ConnectionContext> _accepted;
    private readonly Func<CancellationToken, ValueTask> _room;
    private readonly Lock _gate = new();
    private bool _closed;

    /// <param name="arrivals">What was accepted and waits.</param>
    /// <param name="contexts">Makes of it what the HTTP server takes.</param>
    /// <param name="accepted">Called with each connection before it is served.</param>
    /// <param name="room">Ends when one more may be taken.</param>
    public ArrivalsListener(
        ChannelReader<Arrival> arrivals,
        SocketConnectionContextFactory contexts,
        Action<ConnectionContext> accepted,
        Func<CancellationToken, ValueTask> room)
    {
        _arrivals = arrivals;
        _contexts = contexts;
        _accepted = accepted;
        _room = room;
    }

    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.None, 0);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            while (!_closed && await _arrivals.WaitToReadAsync(_unbound.Token))
            {
                await _room(_unbound.Token);
                if (TryTake() is { } connection) return connection;
            }
        }
        catch (OperationCanceledException)
        {
            // Unbound: the server goes to sleep.
        }

        return null;
    }

    /// <summary>
    /// Takes no more connections if <paramref name="isUnused"/> says so. The look and the close are one step, so that no
    /// connection is taken by a server that is about to stop.
    /// </summary>
    public bool TryClose(Func<bool> isUnused)
    {
        lock (_gate) return _closed = _closed || isUnused();
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default) => await _unbound.CancelAsync();

    public ValueTask DisposeAsync()
    {
        _unbound.Dispose();
        return ValueTask.CompletedTask;
    }

    private ConnectionContext? TryTake()
    {
        lock (_gate)
        {
            if (_closed || !_arrivals.TryRead(out var arrival)) return null;
            var connection = _contexts.Create(arrival.Connection);
            connection.Features.Set(arrival.By);
            _accepted(connection);
            return connection;
        }
    }
}
