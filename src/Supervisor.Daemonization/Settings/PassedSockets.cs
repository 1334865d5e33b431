using System.Globalization;

namespace Supervisor.Daemonization.Settings;

/// <summary>
/// Sockets passed by a service manager (sd_listen_fds(3)): descriptors from 3 on, meant for the process in LISTEN_PID. They are
/// never closed, and the daemon takes the place of its launcher.
/// </summary>
internal static class PassedSockets
{
    private const int First = 3;
    private const int Most = 4096;
    private const string Pid = "LISTEN_PID";

    /// <param name="process">The process that they were meant for: this one, or the launcher of this one.</param>
    internal static IEnumerable<int> Find(int process) =>
        Environment.GetEnvironmentVariable(Pid) == Text(process)
        && int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Enumerable.Range(First, Math.Min(count, Most))
            : [];

    /// <summary>In the daemon, when its launcher was the one meant.</summary>
    internal static void TakeOver(int launcher)
    {
        if (Environment.GetEnvironmentVariable(Pid) == Text(launcher))
            Environment.SetEnvironmentVariable(Pid, Text(Environment.ProcessId));
    }

    private static string Text(int pid) => pid.ToString(CultureInfo.InvariantCulture);
}
