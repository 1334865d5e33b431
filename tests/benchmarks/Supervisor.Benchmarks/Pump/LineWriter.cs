using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Benchmarks.Pump;

/// <summary>A program that prints lines of 100 bytes, one write each, as fast as it can.</summary>
internal static class LineWriter
{
    public const int LineBytes = 100;

    public static Thread Start(OwnedDescriptor pipe, long bytes)
    {
        var thread = new Thread(() => Run(pipe, bytes)) { Name = "writer" };
        thread.Start();
        return thread;
    }

    private static void Run(OwnedDescriptor pipe, long bytes)
    {
        var line = new byte[LineBytes];
        Array.Fill(line, (byte)'x');
        line[^1] = (byte)'\n';
        for (long written = 0; written < bytes; written += LineBytes)
        {
            var result = DescriptorIo.Write(pipe, line);
            if (result.Failed) throw new PosixException("write", result.Error);
        }

        pipe.Dispose();
    }
}
