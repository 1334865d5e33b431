using System.Net.Sockets;
using System.Security.Authentication;

namespace Supervisor.Control.Client;

/// <summary>Turns what the network stack throws into a <see cref="ControlError"/>.</summary>
internal static class ConnectionErrors
{
    /// <summary>A failure to connect to, or to get an answer from, the endpoint.</summary>
    public static ControlError From(Exception exception, ControlEndpoint endpoint)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case FileNotFoundException:
                    return ControlError.Of(
                        ControlFailure.SocketMissing,
                        $"cannot connect to {endpoint.Url}: no such file; is supervisord running?");
                case SocketException socket:
                    return FromSocket(socket.SocketErrorCode, socket.Message, endpoint);
                case AuthenticationException:
                    return ControlError.Of(
                        ControlFailure.Unreachable,
                        $"cannot connect to {endpoint.Url}: {e.Message} Its certificate must be one that this system trusts (SSL_CERT_FILE"
                            + " names further ones), and be made out to that host");
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }:
                    return ControlError.Of(
                        ControlFailure.NotThisApi,
                        $"what listens on {endpoint.Url} does not speak HTTP: {e.Message}");
            }
        }

        return Lost(endpoint);
    }

    public static ControlError Lost(ControlEndpoint endpoint) => ControlError.Of(
        ControlFailure.ConnectionLost,
        $"the connection to {endpoint.Url} ended before the answer was complete; supervisord may have stopped");

    private static ControlError FromSocket(SocketError code, string reason, ControlEndpoint endpoint) => code switch
    {
        SocketError.ConnectionRefused => ControlError.Of(
            ControlFailure.ConnectionRefused,
            $"cannot connect to {endpoint.Url}: connection refused; nobody listens there, is supervisord running?"),
        SocketError.AccessDenied => ControlError.Of(ControlFailure.PermissionDenied, Denied(endpoint)),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Lost(endpoint),
        _ => ControlError.Of(ControlFailure.Unreachable, $"cannot connect to {endpoint.Url}: {reason}"),
    };

    private static string Denied(ControlEndpoint endpoint)
    {
        if (endpoint.SocketPath is not { } path)
            return $"cannot connect to {endpoint.Url}: permission denied";
        return $"cannot connect to {path}: permission denied{ModeOf(path)}; run this as the socket's owner or as a member of its group"
            + " (or with sudo), or let others in with chmod and chown of [unix_http_server]";
    }

    private static string ModeOf(string path)
    {
        if (OperatingSystem.IsWindows())
            return "";
        try
        {
            int mode = (int)File.GetUnixFileMode(path);
            return $" (its mode is 0{Convert.ToString(mode, 8)})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder above it is closed to us, so its mode cannot be seen.
            return "";
        }
    }
}
