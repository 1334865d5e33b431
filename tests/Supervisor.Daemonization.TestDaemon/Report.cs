using System.Globalization;

namespace Supervisor.Daemonization.TestDaemon;

/// <summary>What only the process itself can tell, in lines of <c>name=value</c>; the rest the tests read in /proc.</summary>
internal static class Report
{
    internal static void Write(string path)
    {
        string[] lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"pid={Environment.ProcessId}"),
            $"role={DaemonLaunch.Role}",
            $"origin={DaemonLaunch.Origin}",
            $"inherited={string.Join(',', DaemonLaunch.InheritedFiles)}",
            $"variables={string.Join(',', Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsOurs))}",
            $"listen-pid={Environment.GetEnvironmentVariable("LISTEN_PID")}",
            $"arguments={string.Join('|', Environment.GetCommandLineArgs()[1..])}",
        ];

        // Complete as soon as it is there.
        File.WriteAllLines(path + ".new", lines);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static bool IsOurs(string variable) => variable.Contains("DAEMONIZATION", StringComparison.Ordinal);
}
