using System.Globalization;
using Supervisor.Core.Specs;
using Supervisor.Posix;
using Supervisor.Posix.Limits;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// RLIMIT_NOFILE and RLIMIT_NPROC: at least what the config asks for. Beyond that the daemon takes all descriptors that it may
/// have, since every program needs four, and gives its programs the limit that it was started with itself.
/// </summary>
internal static class DescriptorLimits
{
    /// <summary>Applies the limits.</summary>
    /// <returns>The soft limit for programs, what to log, or the error that ends the start.</returns>
    public static (long ForPrograms, IReadOnlyList<string> Messages, string? Error) Apply(DaemonSpec spec)
    {
        var messages = new List<string>();
        var started = ResourceLimits.Get(Resource.OpenFiles);
        if (Raise(Resource.OpenFiles, "RLIMIT_NOFILE", "minfds", "file descriptors required to run this process", "file descriptors", spec.MinFds, messages) is { } tooFew)
            return (0, messages, tooFew);
        if (Raise(Resource.Processes, "RLIMIT_NPROC", "minprocs", "available processes required to run this program", "processes", spec.MinProcs, messages) is { } tooSmall)
            return (0, messages, tooSmall);

        var forPrograms = Math.Max((ulong)spec.MinFds, started.Soft);
        var now = ResourceLimits.Get(Resource.OpenFiles);

        // Not raised means that the limit stays as it was, which is enough for fewer programs.
        ResourceLimits.Set(Resource.OpenFiles, now with { Soft = now.Hard });
        return ((long)Math.Min(forPrograms, long.MaxValue), messages, null);
    }

    private static string? Raise(Resource resource, string name, string key, string required, string what, long minimum, List<string> messages)
    {
        var limit = ResourceLimits.Get(resource);
        if (limit.Soft >= (ulong)minimum) return null;
        var raised = new ResourceLimit((ulong)minimum, Math.Max(limit.Hard, (ulong)minimum));
        var errno = ResourceLimits.Set(resource, raised);
        if (errno == Errno.None)
        {
            messages.Add(string.Create(CultureInfo.InvariantCulture, $"Increased {name} limit to {minimum}"));
            return null;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"The minimum number of {required} is {minimum} as per the \"{key}\" command-line argument or config file setting. "
                + $"The current environment will only allow you to open {limit.Hard} {what}.  Either raise it or lower {key}; nothing was started");
    }
}
