using System.Net;
using System.Net.Sockets;
using Supervisor.Core.Specs;

namespace Supervisor.Engine.Output.Syslog;

/// <summary>The connection to one syslog daemon, made when there is something to send and again when it was lost.</summary>
internal sealed class SyslogSocket(SyslogTarget target) : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private Socket? _socket;

    /// <summary>Sends one message; null, or why that is not possible now.</summary>
    public async Task<string?> TrySendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        try
        {
            // A daemon that has closed a TCP connection is only heard of when somebody looks.
            if (target is SyslogTarget.Tcp && _socket is { } idle && idle.Poll(0, SelectMode.SelectRead)) Dispose();
            _socket ??= await ConnectAsync(cancellation).ConfigureAwait(false);
            for (var rest = message; ;)
            {
                var sent = await _socket.SendAsync(rest, cancellation).ConfigureAwait(false);
                rest = rest[sent..];
                if (rest.IsEmpty || target is not SyslogTarget.Tcp) return null;
            }
        }
        catch (SocketException failure)
        {
            Dispose();
            return failure.SocketErrorCode == SocketError.AddressNotAvailable ? "there is no such socket" : failure.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Dispose();
            return "it does not answer";
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ConnectPatience);
        var (address, type, protocol) = target switch
        {
            SyslogTarget.Local local => ((EndPoint)new UnixDomainSocketEndPoint(local.Path), SocketType.Dgram, ProtocolType.Unspecified),
            SyslogTarget.Journal journal => (new UnixDomainSocketEndPoint(journal.Path), SocketType.Dgram, ProtocolType.Unspecified),
            SyslogTarget.Udp udp => (await ResolveAsync(udp.Host, udp.Port, patience.Token).ConfigureAwait(false), SocketType.Dgram, ProtocolType.Udp),
            SyslogTarget.Tcp tcp => (await ResolveAsync(tcp.Host, tcp.Port, patience.Token).ConfigureAwait(false), SocketType.Stream, ProtocolType.Tcp),
            _ => throw new InvalidOperationException($"unknown kind of syslog: {target}"),
        };
        var socket = new Socket(address.AddressFamily, type, protocol);
        try
        {
            await socket.ConnectAsync(address, patience.Token).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<EndPoint> ResolveAsync(string host, int port, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var address)) return new IPEndPoint(address, port);
        var found = await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        return new IPEndPoint(found.Length > 0 ? found[0] : throw new SocketException((int)SocketError.HostNotFound), port);
    }
}
