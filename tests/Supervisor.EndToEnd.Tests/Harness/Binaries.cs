using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>
/// The binaries under test: those in the folder that SUPERVISOR_BIN names (a release build), else what was built beside
/// the tests, in the same configuration.
/// </summary>
internal static class Binaries
{
    private static readonly string? ReleaseFolder =
        Environment.GetEnvironmentVariable("SUPERVISOR_BIN") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>Whether these are the native binaries that are shipped.</summary>
    public static bool AreReleased => ReleaseFolder is not null;

    public static string Supervisord { get; } = Find("Supervisor.Daemon", "supervisord");

    public static string Supervisorctl { get; } = Find("Supervisor.Ctl", "supervisorctl");

    private static string Find(string project, string name)
    {
        // .../bin/Debug/net10.0/
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var path = ReleaseFolder is { } folder
            ? Path.Combine(folder, name)
            : Repository.PathOf("src", project, "bin", framework.Parent!.Name, framework.Name, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build it first", path);
    }
}
