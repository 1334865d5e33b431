using System.Net;
using System.Net.Sockets;

namespace Supervisor.Control.Client;

/// <summary>The HTTP handler for one endpoint: no proxy, no redirect, no cookie, over the Unix socket when there is one.</summary>
internal static class ControlHandler
{
    private static readonly TimeSpan ConnectAgain = TimeSpan.FromMilliseconds(10);

    public static SocketsHttpHandler For(ControlEndpoint endpoint)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            // One connection for each request: an order must never land on a connection that the server is just closing, since
            // nobody could tell whether it was taken, and a new connection to a Unix socket costs next to nothing.
            PooledConnectionLifetime = TimeSpan.Zero,
            // To hang up on a log that is followed means now.
            MaxResponseDrainSize = 0,
        };
        if (endpoint.SocketPath is { } path)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ConnectOnceAsync(path, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                // More wait to be accepted than the kernel keeps. A blocking connect(2) would wait here; this one has to ask again.
                await Task.Delay(ConnectAgain, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<Stream> ConnectOnceAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // The runtime maps ENOENT of connect(2) to this code, which the network never gives for a Unix socket.
            socket.Dispose();
            throw new FileNotFoundException(e.Message, path, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
