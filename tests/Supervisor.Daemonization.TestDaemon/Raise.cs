using System.Diagnostics;

namespace Supervisor.Daemonization.TestDaemon;

/// <summary>Sends this process a signal.</summary>
internal static class Raise
{
    internal static void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        Thread.Sleep(Timeout.Infinite);
    }
}
