using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Supervisor.Posix.Sockets;

namespace Supervisor.Daemon.Http;

/// <summary>Who listens on a control socket that we are connected to.</summary>
internal static partial class LiveListener
{
    private const int MostBytes = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pid that signals go to, as a supervisord of ours says it; else that of the process that made the socket; null when even that
    /// is not known.
    /// </summary>
    public static int? PidOf(Socket connection)
    {
        try
        {
            connection.SendTimeout = connection.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            connection.Send("GET /v1/info HTTP/1.1\r\nHost: supervisor\r\nConnection: close\r\n\r\n"u8);
            var answer = new byte[MostBytes];
            var filled = 0;
            for (var count = 1; count > 0 && filled < answer.Length; filled += count)
            {
                count = connection.Receive(answer.AsSpan(filled));
            }

            if (Pid().Match(Encoding.UTF8.GetString(answer, 0, filled)) is { Success: true } found)
                return int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }
        catch (SocketException)
        {
            // It does not talk to us: what the kernel knows is what there is.
        }

        return PeerCredentials.Of(connection)?.Pid;
    }

    [GeneratedRegex("""\"pid\":([0-9]{1,9})""")]
    private static partial Regex Pid();
}
