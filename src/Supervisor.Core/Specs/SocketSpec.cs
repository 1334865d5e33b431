using System.Text.Json.Serialization;

namespace Supervisor.Core.Specs;

/// <summary>How a program gets its listening socket.</summary>
public enum SocketHandover
{
    /// <summary>As its descriptor 0, as FastCGI programs expect it.</summary>
    Stdin,

    /// <summary>As its descriptor 3, announced by LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES (sd_listen_fds(3)).</summary>
    ListenFds,
}

/// <summary>Where a socket listens.</summary>
[JsonDerivedType(typeof(SocketAddress.Tcp), "tcp")]
[JsonDerivedType(typeof(SocketAddress.Unix), "unix")]
public abstract record SocketAddress
{
    private SocketAddress()
    {
    }

    /// <summary>As it is written in a config. Programs with the same one share a socket.</summary>
    public abstract string Url { get; }

    /// <param name="Host">A name or an address; empty for all IPv4 addresses, <c>::</c> for all IPv6 ones.</param>
    /// <param name="Port">1 to 65535.</param>
    public sealed record Tcp(string Host, int Port) : SocketAddress
    {
        public override string Url => Host.Contains(':', StringComparison.Ordinal)
            ? string.Create(null, $"tcp://[{Host}]:{Port}")
            : string.Create(null, $"tcp://{(Host.Length == 0 ? "*" : Host)}:{Port}");
    }

    /// <param name="Path">Absolute.</param>
    public sealed record Unix(string Path) : SocketAddress
    {
        public override string Url => "unix://" + Path;
    }
}

/// <summary>A listening socket that a program gets. It is made before the first process that uses it starts, and closed after the last one has stopped.</summary>
public sealed record SocketSpec
{
    /// <summary>supervisord's default is SOMAXCONN, what the kernel of today allows by default.</summary>
    public const int DefaultBacklog = 4096;

    public required SocketAddress Address { get; init; }

    public SocketHandover Handover { get; init; }

    /// <summary>Permissions of the file of a Unix socket.</summary>
    public int Mode { get; init; } = 0b111_000_000;

    /// <summary>Owner of the file of a Unix socket, by name or number; null leaves it to the daemon's user.</summary>
    public string? Owner { get; init; }

    /// <summary>Group of that file; null: that of <see cref="Owner"/>, if there is one.</summary>
    public string? Group { get; init; }

    /// <summary>Connections that may wait to be accepted (listen(2)); the kernel cuts it to net.core.somaxconn.</summary>
    public int Backlog { get; init; } = DefaultBacklog;
}
