using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Benchmarks.Pump;

/// <summary>What most supervisors do: read what is there at once, write it, and again.</summary>
internal static class NaiveReader
{
    public const string ThreadName = "naive";

    public static Thread Start(OwnedDescriptor pipe, string path)
    {
        var thread = new Thread(() => Run(pipe, path)) { Name = ThreadName };
        thread.Start();
        return thread;
    }

    private static void Run(OwnedDescriptor pipe, string path)
    {
        const OpenFlags flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate;
        if (!FileSystem.TryOpen(path, flags, FileSystem.DefaultMode, out var file, out var error)) throw new PosixException("open", error, path);
        var buffer = new byte[64 * 1024];
        while (DescriptorIo.Read(pipe, buffer) is { Count: > 0 } read) DescriptorIo.Write(file, buffer.AsSpan(0, (int)read.Count));
        file.Dispose();
        pipe.Dispose();
        Finished.Set();
        Release.Wait();
    }

    /// <summary>The thread stays after its work until its processor time has been read.</summary>
    public static readonly ManualResetEventSlim Finished = new(false);

    public static readonly ManualResetEventSlim Release = new(false);
}
