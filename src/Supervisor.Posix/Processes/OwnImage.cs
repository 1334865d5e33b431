using System.Text;
using Supervisor.Posix.Files;

namespace Supervisor.Posix.Processes;

/// <summary>
/// What this process was started as, byte for byte (proc(5)): enough to start the same again, be it a native executable, an
/// application host or <c>dotnet application.dll</c>.
/// </summary>
/// <param name="Executable">Path of the executable.</param>
/// <param name="Arguments">argv, each word ended by a NUL.</param>
/// <param name="Environment">The initial environment, each <c>NAME=value</c> ended by a NUL.</param>
public sealed record OwnImage(string Executable, ReadOnlyMemory<byte> Arguments, ReadOnlyMemory<byte> Environment)
{
    private const string Link = "/proc/self/exe";

    /// <exception cref="IOException">/proc is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">/proc/self/environ may not be read, as in a set-user-ID process.</exception>
    public static OwnImage Read() => new(
        FindExecutable(), File.ReadAllBytes("/proc/self/cmdline"), File.ReadAllBytes("/proc/self/environ"));

    /// <summary>argv for an exec.</summary>
    public NativeStrings ToArguments() => NativeStrings.FromBlock(Arguments.Span, null, null);

    /// <summary>The environment for an exec, as it was.</summary>
    public NativeStrings ToEnvironment() => NativeStrings.FromBlock(Environment.Span, null, null);

    /// <summary>The environment for an exec, in which <paramref name="name"/> has the given value.</summary>
    public NativeStrings ToEnvironment(string name, string value) => NativeStrings.FromBlock(
        Environment.Span,
        Encoding.UTF8.GetBytes($"{name}="),
        Encoding.UTF8.GetBytes($"{name}={value}"));

    // By its path where that still names the same file, since the kernel names the process after it ("exe" is no name for
    // pgrep); by the link where the file was replaced or removed meanwhile.
    private static string FindExecutable()
    {
        var path = new FileInfo(Link).LinkTarget;
        return path is not null
            && FileStatus.TryGet(path, out var named, out _)
            && FileStatus.TryGet(Link, out var running, out _)
            && named.Identity == running.Identity
                ? path
                : Link;
    }
}
