using System.Net.Sockets;
using System.Text;
using Supervisor.Keeper.Brain;
using Supervisor.Posix.Files;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.TestProgram;

/// <summary>
/// A brain whose work a test does: hands its end of the keeper's socket to whoever listens at a path, with its pid and what is
/// left of the variable, and lives until that connection ends.
/// </summary>
internal static class RelayBrain
{
    internal static int Run(string path)
    {
        using var keeper = KeeperConnection.TakeFromEnvironment();
        if (keeper is null)
            return 65;
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        connection.Connect(new UnixDomainSocketEndPoint(path));
        var left = Environment.GetEnvironmentVariable(KeeperConnection.Variable);
        var message = Encoding.UTF8.GetBytes($"{Environment.ProcessId} {left ?? "gone"}");
        if (!DescriptorIo.TryDuplicate((int)connection.Handle, out var copy, out _))
            return 66;
        using (copy)
        {
            if (PacketSocket.Send(copy, message, [keeper.Number], wait: true).Failed)
                return 67;
        }

        return connection.Receive(new byte[1]);
    }
}
