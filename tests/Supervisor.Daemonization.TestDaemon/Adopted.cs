using System.Globalization;

namespace Supervisor.Daemonization.TestDaemon;

/// <summary>A pid file whose lock came with a descriptor: <c>NUMBER:PATH</c>.</summary>
internal static class Adopted
{
    private static PidFile? _file;

    internal static void Take(string value)
    {
        var parts = value.Split(':', 2);
        _file = PidFile.Adopt(parts[1], int.Parse(parts[0], CultureInfo.InvariantCulture));
        _file.Write(Environment.ProcessId);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _file.Dispose();
    }
}
