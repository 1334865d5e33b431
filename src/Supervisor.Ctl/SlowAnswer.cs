using System.Globalization;
using System.Net.Sockets;
using Supervisor.Control.Client;
using Supervisor.Ctl.Doctor;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;
using Supervisor.Posix.Sockets;

namespace Supervisor.Ctl;

/// <summary>
/// When a command takes long, the supervisord of this machine may hang, which its keeper does not notice while nothing happens. So the keeper is asked
/// to look, by SIGURG: a supervisord that works has answered it in no time, one that hangs is replaced, and the next one answers the command.
/// </summary>
internal sealed class SlowAnswer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Timer _timer;

    private SlowAnswer(ControlEndpoint endpoint) => _timer = new Timer(_ => AskKeeper(endpoint), null, Patience, Timeout.InfiniteTimeSpan);

    /// <summary>Asks once, unless it is disposed of before.</summary>
    public static SlowAnswer Watch(ControlEndpoint endpoint) => new(endpoint);

    /// <summary>Does nothing where the keeper cannot be found or is not ours to signal.</summary>
    public static void AskKeeper(ControlEndpoint endpoint)
    {
        if (endpoint.SocketPath is not { } path || ListenerOf(path) is not { } brain || KeeperOf(brain) is not { } keeper)
            return;
        _ = ProcessSignals.Send(keeper, SignalNumbers.Urgent);
    }

    public void Dispose() => _timer.Dispose();

    // The process that called listen(2) last; connecting does not need it to answer.
    private static int? ListenerOf(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return PeerCredentials.Of(socket)?.Pid;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return null;
        }
    }

    private static int? KeeperOf(int brain)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{brain}");
        return ProcessFile.Read($"{folder}/cmdline")?.Contains(DaemonProbe.BrainArgument, StringComparison.Ordinal) == true
            && int.TryParse(ProcessFile.Field(ProcessFile.Read($"{folder}/status") ?? "", "PPid"), NumberStyles.None, CultureInfo.InvariantCulture, out int parent)
            && parent > 0
                ? parent
                : null;
    }
}
