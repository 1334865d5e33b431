using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Daemonization.Launching;

/// <summary>
/// Passes what the daemon writes to standard error before it is ready on to ours: warnings, and the trace of a crash. Through
/// a pipe, since a daemon that held the terminal itself could keep copies of it.
/// </summary>
internal sealed class StartupOutput
{
    private const int ChunkSize = 8192;

    private readonly OwnedDescriptor _pipe;

    internal StartupOutput(OwnedDescriptor pipe)
    {
        _pipe = pipe;
        DescriptorIo.SetNonBlocking(pipe, true);
    }

    internal int Descriptor => _pipe.Number;

    /// <summary>Passes on what is there without waiting for more. False at the end.</summary>
    internal bool Relay()
    {
        Span<byte> chunk = stackalloc byte[ChunkSize];
        while (true)
        {
            var read = DescriptorIo.Read(_pipe, chunk);
            if (read.WouldBlock) return true;
            if (read.Failed || read.Count == 0) return false;
            StandardErrorText.Write(chunk[..(int)read.Count]);
        }
    }
}
