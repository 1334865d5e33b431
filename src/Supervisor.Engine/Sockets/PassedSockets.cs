using System.Net;
using System.Net.Sockets;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Sockets;
using SocketAddress = Supervisor.Core.Specs.SocketAddress;

namespace Supervisor.Engine.Sockets;

/// <summary>
/// Listening sockets that the service manager has passed (sd_listen_fds(3)), by the address that they are bound to. They are the manager's: nobody
/// here gives them an owner, shuts them down or removes their file.
/// </summary>
public sealed class PassedSockets
{
    /// <summary>What the names begin with by which the keeper holds them.</summary>
    private const string Prefix = "listen:";

    public static readonly PassedSockets None = new([]);

    private readonly List<(EndPoint Address, OwnedDescriptor Socket)> _sockets = [];

    /// <param name="descriptors">By the names they are held by; what is no passed socket, or does not listen for streams, is left out.</param>
    public PassedSockets(IEnumerable<KeyValuePair<string, OwnedDescriptor>> descriptors)
    {
        foreach (var (name, descriptor) in descriptors.Where(kept => kept.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (ListeningSocket.AddressOf(descriptor) is { } address) _sockets.Add((address, descriptor));
        }
    }

    public bool IsEmpty => _sockets.Count == 0;

    /// <summary>Addresses where nobody is going to answer.</summary>
    /// <param name="servers">What is served here.</param>
    /// <param name="sockets">What programs get. Names may be looked up.</param>
    public IEnumerable<EndPoint> Unused(IEnumerable<EndPoint> servers, IEnumerable<SocketAddress> sockets)
    {
        if (IsEmpty) return [];
        List<EndPoint> wanted = [.. servers, .. sockets.Distinct().Select(SocketBinding.EndPointOf).OfType<EndPoint>()];
        return _sockets.Select(passed => passed.Address).Where(address => !wanted.Exists(asked => IsThere(address, asked)));
    }

    /// <summary>A copy of the one that is bound to an address, the caller's to close; null when there is none.</summary>
    public OwnedDescriptor? Open(EndPoint wanted) =>
        Find(wanted) is { } passed && DescriptorIo.TryDuplicate(passed.Number, out var copy, out _) ? copy : null;

    public bool Has(EndPoint wanted) => Find(wanted) is not null;

    internal OwnedDescriptor? Open(SocketAddress wanted) =>
        !IsEmpty && SocketBinding.EndPointOf(wanted) is { } address ? Open(address) : null;

    private OwnedDescriptor? Find(EndPoint wanted) => _sockets.Find(passed => IsThere(passed.Address, wanted)).Socket;

    // ListenStream=PORT means all addresses of both kinds at once, which nobody else can have then.
    private static bool IsThere(EndPoint passed, EndPoint wanted) =>
        passed.Equals(wanted)
        || passed is UnixDomainSocketEndPoint && wanted is UnixDomainSocketEndPoint && passed.ToString() == wanted.ToString()
        || passed is IPEndPoint { Address: var all, Port: var port } && all.Equals(IPAddress.IPv6Any)
            && wanted is IPEndPoint asked && asked.Port == port && asked.Address.Equals(IPAddress.Any);
}
