using System.Diagnostics;

namespace Supervisor.Engine.Tests.Output;

/// <summary>A disk of 1 MiB, mounted for one test. Needs root; the test is skipped without.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(string path)
    {
        Directory.CreateDirectory(path);
        if (Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path) != 0) Assert.Skip("cannot mount a file system here (not root, or a container without the right)");
        return new SmallDisk(path);
    }

    public void Dispose() => Run("umount", "-l", Path);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
