using System.Net.Sockets;
using System.Threading.Channels;

namespace Supervisor.Daemon.Http;

/// <summary>A connection that was accepted, and the server that it was made to.</summary>
internal readonly record struct Arrival(Socket Connection, ArrivedBy By);

/// <summary>
/// Accepts connections on one listening socket with a thread that sleeps in accept(2), so that a daemon nobody talks to
/// makes no system call. What it accepts waits in a queue for the HTTP server, which may itself be asleep.
/// </summary>
internal sealed class Doorman : IDisposable
{
    /// <summary>Accepted connections that may wait for the HTTP server; the kernel's backlog holds the next ones.</summary>
    private const int MaxWaiting = 128;

    private readonly ArrivedBy _by;
    private readonly Channel<Arrival> _arrivals;
    private readonly Action _knock;
    private readonly Thread _thread;
    private volatile bool _closed;

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
        _thread = new Thread(Accept) { Name = "doorman", IsBackground = true };
    }

    public Socket Listener { get; }

    public static Channel<Arrival> CreateArrivals() =>
        Channel.CreateBounded<Arrival>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _closed = true;
        Listener.Dispose();
    }

    /// <summary>Answers leave at once, and a client whose host is gone is noticed, although idle connections are kept.</summary>
    private static void Prepare(Socket connection)
    {
        try
        {
            connection.NoDelay = true;
            connection.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        }
        catch (SocketException)
        {
            // The client left already; whoever reads from it finds that out.
        }
    }

    private void Accept()
    {
        while (!_closed)
        {
            Socket connection;
            try
            {
                connection = Listener.Accept();
            }
            catch (SocketException) when (!_closed)
            {
                // The peer left before it was accepted, or there is no descriptor left: the kernel keeps the others
                // in the backlog, and accept(2) blocks or fails again, so wait for a descriptor to come free.
                Listener.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectError);
                continue;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            if (connection.ProtocolType == ProtocolType.Tcp) Prepare(connection);
            _knock();
            while (!_arrivals.Writer.TryWrite(new Arrival(connection, _by)))
            {
                if (!_arrivals.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                {
                    connection.Dispose();
                    return;
                }
            }

            _knock();
        }
    }
}
