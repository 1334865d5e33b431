using Supervisor.Subprocess;

namespace Supervisor.Daemonization.TestDaemon;

/// <summary>Children of the daemon, by the package for that.</summary>
internal static class Children
{
    private static readonly List<Popen> Running = [];

    /// <summary>Starts that many that end at once, and waits for none of them.</summary>
    internal static void Run(int count)
    {
        for (var i = 0; i < count; i++)
            Running.Add(Popen.Start("/bin/sh", "-c", $"exit {i % 7}"));
    }

    /// <summary>Starts a shell script with our streams, in our process group.</summary>
    internal static void Start(string script) => Running.Add(Popen.Start(PopenOptions.Shell(script)));
}
