using System.Net;
using System.Net.Sockets;

namespace Supervisor.Control.Client;

/// <summary>The HTTP handler for one endpoint: no proxy, no redirect, no cookie, over the Unix socket when there is one.</summary>
internal static class ControlHandler
{
    public static SocketsHttpHandler For(ControlEndpoint endpoint)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            // supervisord ends idle connections; a fresh one costs less than a request that lands on a dying one.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
        };
        if (endpoint.SocketPath is { } path)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
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
