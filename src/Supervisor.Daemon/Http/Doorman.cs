using System.Net.Sockets;
using System.Threading.Channels;
using Supervisor.Posix.Events;
using Supervisor.Posix.Threads;

namespace Supervisor.Daemon.Http;

/// <summary>A connection that was accepted, and the server that it was made to.</summary>
internal readonly record struct Arrival(Socket Connection, ArrivedBy By);

/// <summary>
/// Accepts connections on one listening socket with a thread that sleeps until there is one, so that a daemon nobody talks to
/// makes no system call. What it accepts waits in a queue for the HTTP server, which may itself be asleep.
/// </summary>
internal sealed class Doorman : IDisposable
{
    /// <summary>Accepted connections that may wait for the HTTP server; the kernel's backlog holds the next ones.</summary>
    private const int MaxWaiting = 128;

    // The kernel takes net.core.wmem_max at most, 208 KiB, and doubles it: a list of a thousand processes. With half of it the answer had to wait for the client.
    private const int SendBufferBytes = 256 * 1024;

    private const ulong KnockTag = 1;
    private const ulong LeaveTag = 2;

    private readonly ArrivedBy _by;
    private readonly Channel<Arrival> _arrivals;
    private readonly Action _knock;
    private BackgroundThread? _thread;
    private readonly Epoll _epoll = new();
    private readonly EventDescriptor _leave = new();
    private volatile bool _leaving;

    /// <param name="by">What the connections are known to come by.</param>
    /// <param name="listener">Bound and listening; owned by the doorman from now on.</param>
    /// <param name="arrivals">Where accepted connections go; shared by all doormen.</param>
    /// <param name="knock">Called after each arrival; must not block for long.</param>
    public Doorman(ArrivedBy by, Socket listener, Channel<Arrival> arrivals, Action knock)
    {
        _by = by;
        Listener = listener;
        _arrivals = arrivals;
        _knock = knock;

        // Another process may hold the same socket, and take what we were woken for.
        listener.Blocking = false;
        _epoll.Add((int)listener.Handle, EpollEvents.In, KnockTag);
        _epoll.Add(_leave.Number, EpollEvents.In, LeaveTag);
    }

    public Socket Listener { get; }

    public static Channel<Arrival> CreateArrivals() =>
        Channel.CreateBounded<Arrival>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public void Start() => _thread = BackgroundThread.Start("doorman", Work);

    /// <summary>Accepts nothing more, and leaves the socket as it is for whoever else holds it.</summary>
    public void Leave()
    {
        _leaving = true;
        _leave.Signal();
        _thread?.Join();
    }

    /// <summary>Leaves and closes the socket.</summary>
    public void Dispose()
    {
        Leave();
        _epoll.Dispose();
        _leave.Dispose();
        Listener.Dispose();
    }

    /// <summary>
    /// Answers leave at once, those to this machine in one piece if they can, and a client whose host is gone is noticed, although idle connections are kept.
    /// </summary>
    private static void Prepare(Socket connection)
    {
        try
        {
            if (connection.ProtocolType != ProtocolType.Tcp)
            {
                connection.SendBufferSize = SendBufferBytes;
                return;
            }

            connection.NoDelay = true;
            connection.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        }
        catch (SocketException)
        {
            // The client left already; whoever reads from it finds that out.
        }
    }

    private void Work()
    {
        var events = new EpollEvent[2];
        while (!_leaving)
        {
            _epoll.Wait(events, null);
            while (!_leaving && TryAccept() is { } connection)
            {
                if (!Deliver(connection)) return;
            }
        }
    }

    private Socket? TryAccept()
    {
        try
        {
            return Listener.Accept();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted)
        {
            // Somebody else took it, or the peer left before it was accepted.
            return null;
        }
        catch (SocketException)
        {
            // There is no descriptor left: the kernel keeps the connection in the backlog until one comes free.
            Listener.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectError);
            return null;
        }
    }

    private bool Deliver(Socket connection)
    {
        Prepare(connection);
        _knock();
        while (!_arrivals.Writer.TryWrite(new Arrival(connection, _by)))
        {
            if (!_arrivals.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                connection.Dispose();
                return false;
            }
        }

        _knock();
        return true;
    }
}
