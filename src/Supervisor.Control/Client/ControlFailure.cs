namespace Supervisor.Control.Client;

/// <summary>How a call came to fail.</summary>
public enum ControlFailure
{
    /// <summary>supervisord answered with a problem document: see its code.</summary>
    Answered,

    /// <summary>Nobody listens there (ECONNREFUSED).</summary>
    ConnectionRefused,

    /// <summary>The Unix socket does not exist (ENOENT).</summary>
    SocketMissing,

    /// <summary>The socket's mode or the folders above it do not let us in (EACCES).</summary>
    PermissionDenied,

    /// <summary>It could not be reached for another reason: name not found, no route, timed out.</summary>
    Unreachable,

    /// <summary>The connection ended before the whole answer was here.</summary>
    ConnectionLost,

    /// <summary>The server wants a user name and password, or other ones (HTTP 401).</summary>
    Unauthorized,

    /// <summary>What answered does not speak this API.</summary>
    NotThisApi,

    /// <summary>It is a supervisord that has no such thing: Python's, which is spoken to in XML-RPC.</summary>
    Unsupported,
}
