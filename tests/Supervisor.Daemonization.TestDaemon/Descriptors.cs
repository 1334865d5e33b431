using System.Net.Sockets;

namespace Supervisor.Daemonization.TestDaemon;

/// <summary>Leaves this process hardly any descriptor number.</summary>
internal static class Descriptors
{
    private static readonly List<Socket> Taken = [];

    internal static void TakeAllButOne()
    {
        try
        {
            while (true)
                Taken.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
        }
        catch (SocketException)
        {
            Taken[^1].Dispose();
        }
    }
}
