using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http.Tls;

namespace Supervisor.Daemon.Http;

/// <summary>
/// Runs Kestrel only while somebody is connected, and for some seconds after: a running Kestrel wakes up every second, a
/// sleeping one never. Connections wait in the doormen's queue meanwhile, so that none is refused or lost.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    /// <summary>Largest request body in bytes; beyond it the answer is 413.</summary>
    public const long MaxBodyBytes = 1024 * 1024;

    /// <summary>Connections served at a time; the next ones wait until there is room.</summary>
    private const int MaxConnections = 1000;

    // Of one connection. A list of a thousand processes goes out in one piece: with the framework's 64 KiB two threads took turns at it.
    private const int MaxUnsentBytes = 512 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GraceStep = TimeSpan.FromMilliseconds(50);
    private readonly TimeSpan _idleBeforeSleep;

    private readonly Channel<Arrival> _arrivals = Doorman.CreateArrivals();

    // A request is answered on the pool's thread that read it, and its answer sent from there, instead of by three that wake each other.
    // Called unsafe since a handler that blocks holds up its connection; no other one, and ours wait without a thread.
    private readonly SocketConnectionContextFactory _contexts =
        new(new SocketConnectionFactoryOptions { MaxWriteBufferSize = MaxUnsentBytes, UnsafePreferInlineScheduling = true }, NullLogger.Instance);


    private readonly SemaphoreSlim _switching = new(1);
    private readonly RequestDelegate _pipeline;
    private readonly Action? _asleep;
    private readonly Timer _idle;
    private readonly List<Doorman> _doormen = [];
    private KestrelServer? _server;
    private ArrivalsListener? _listener;
    private readonly OpenConnections _connections = new(MaxConnections / 2, TimeSpan.FromMinutes(30), MaxConnections, TimeSpan.FromSeconds(10));
    private readonly CancellationTokenSource _finishing = new();
    private int _closing;
    private volatile bool _left;
    private bool _disposed;

    /// <param name="pipeline">Answers the requests.</param>
    /// <param name="idleBeforeSleep">How long nobody is connected before the server goes to sleep; five seconds by default.</param>
    /// <param name="asleep">Called when it has gone to sleep.</param>
    public ControlServer(RequestDelegate pipeline, TimeSpan? idleBeforeSleep = null, Action? asleep = null)
    {
        (_pipeline, _asleep) = (pipeline, asleep);
        _idleBeforeSleep = idleBeforeSleep ?? TimeSpan.FromSeconds(5);
        _idle = new Timer(_ => _ = SleepAsync());
    }

    /// <summary>Serves a listening socket, which belongs to the server from now on.</summary>
    /// <param name="spec">The server as configured.</param>
    /// <param name="listener">Bound and listening.</param>
    /// <param name="certificate">What it speaks TLS with, if it does.</param>
    public void Serve(ServerSpec spec, Socket listener, TlsCertificate? certificate = null)
    {
        var doorman = new Doorman(new ArrivedBy(spec, certificate), listener, _arrivals, Knock);
        lock (_doormen) _doormen.Add(doorman);
        doorman.Start();
    }

    /// <summary>Closes a listening socket; connections that it has accepted go on.</summary>
    public void StopServing(Socket listener)
    {
        Doorman? doorman;
        lock (_doormen)
        {
            doorman = _doormen.Find(candidate => candidate.Listener == listener);
            if (doorman is not null) _doormen.Remove(doorman);
        }

        doorman?.Dispose();
    }

    /// <summary>Pays for the first start of the HTTP server before anybody waits for it.</summary>
    public Task WarmAsync() => WakeAsync();

    /// <summary>
    /// Leaves the listening sockets, as they are, to another process. Connections that were accepted are served on.
    /// </summary>
    public void LeaveDoors()
    {
        _left = true;
        lock (_doormen) _doormen.ForEach(doorman => doorman.Leave());
    }

    /// <summary>Closes idle connections, waits for the answers on their way, and ends; a stream without an end is cut off.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        // Who was accepted already, and is about to ask, is answered; then connections are closed that nobody uses, and streams are cut.
        for (var waited = TimeSpan.Zero; waited < Grace && (_arrivals.Reader.Count > 0 || _connections.Count > 0); waited += GraceStep)
        {
            await Task.Delay(GraceStep, cancellation);
        }

        await _finishing.CancelAsync();
        await _switching.WaitAsync(cancellation);
        _disposed = true;
        _switching.Release();
        if (_server is { } server) await server.StopAsync(cancellation);
    }

    /// <summary>Ends serving. Called by the hosted service in its place of the order, and by the container once more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0) return;
        lock (_doormen) _doormen.ForEach(doorman => doorman.Dispose());
        _arrivals.Writer.TryComplete();
        await _switching.WaitAsync();
        _disposed = true;
        _switching.Release();
        await _idle.DisposeAsync();
        if (_server is { } server)
        {
            // Answers on their way are finished; who follows a log is cut off.
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
            await server.StopAsync(patience.Token);
            server.Dispose();
        }

        _contexts.Dispose();
        _switching.Dispose();
        _finishing.Dispose();
    }

    // What only reads may be a stream without an end; it is begun again elsewhere when this process finishes.
    private async Task RunAsync(HttpContext context)
    {
        // The next request of this client is for whoever has taken the doors over.
        if (_left) context.Response.Headers.Connection = "close";
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await _pipeline(context);
            return;
        }

        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _finishing.Token);
        context.RequestAborted = aborted.Token;
        await _pipeline(context);
    }

    private void Knock()
    {
        if (Volatile.Read(ref _server) is null) _ = WakeAsync();
    }

    private async Task WakeAsync()
    {
        await _switching.WaitAsync();
        try
        {
            if (_server is not null || _disposed) return;
            var options = new KestrelServerOptions { AddServerHeader = false };
            options.Limits.MaxRequestBodySize = MaxBodyBytes;

            // As in supervisord an idle connection is not closed: a shell that sits open would meet an error at its next command.
            // Not infinite, which Kestrel adds to the present time: it overflows, and the connection is closed within a second.
            options.Limits.KeepAliveTimeout = TimeSpan.FromDays(365);
            options.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => new TlsHandshake(next).RunAsync);
            });
            _listener = new ArrivalsListener(_arrivals.Reader, _contexts, Track, _connections.RoomAsync);
            var server = new KestrelServer(Options.Create(options), _listener, NullLoggerFactory.Instance);
            await server.StartAsync(new ControlApplication(RunAsync), CancellationToken.None);
            Volatile.Write(ref _server, server);
            ArmIdle();
        }
        finally
        {
            _switching.Release();
        }
    }

    private async Task SleepAsync()
    {
        await _switching.WaitAsync();
        try
        {
            if (_server is not { } server || _disposed) return;
            if (!_listener!.TryClose(() => _connections.Count == 0)) return;
            Volatile.Write(ref _server, null);
            await server.StopAsync(CancellationToken.None);
            server.Dispose();
            _asleep?.Invoke();
        }
        finally
        {
            _switching.Release();
        }

        // Somebody may have knocked between the last look and the stop.
        if (_arrivals.Reader.Count > 0) await WakeAsync();
    }

    private void Track(ConnectionContext connection)
    {
        _connections.Add(connection);
        connection.ConnectionClosed.Register(() =>
        {
            if (_connections.Remove(connection) == 0) ArmIdle();
        });
    }

    private void ArmIdle()
    {
        try
        {
            _idle.Change(_idleBeforeSleep, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The server was closed while its last connection ended.
        }
    }
}
