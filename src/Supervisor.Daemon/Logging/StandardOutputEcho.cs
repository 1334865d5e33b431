using System.Globalization;
using System.Text;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// Copies the main log to stdout in the foreground. A reader that has stopped reading is waited for once; after that lines are dropped and
/// counted until it reads again, so that neither the log file nor the end of the daemon waits for it.
/// </summary>
internal sealed class StandardOutputEcho : IDisposable
{
    // What poll(2) promises to fit into a pipe that it calls writable.
    private const int Piece = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly OwnedDescriptor _stdout;
    private long _dropped;

    /// <exception cref="PosixException">There is no stdout.</exception>
    public StandardOutputEcho() =>
        _stdout = DescriptorIo.TryDuplicate(1, out var copy, out var error) ? copy : throw new PosixException("fcntl F_DUPFD_CLOEXEC", error);

    public void Write(string text)
    {
        if (_dropped > 0 && !DescriptorIo.IsWritable(_stdout))
        {
            _dropped++;
            return;
        }

        if (_dropped > 0)
        {
            text = string.Create(CultureInfo.InvariantCulture, $"({_dropped} lines were not copied here: nobody read them)\n{text}");
            _dropped = 0;
        }

        if (!WriteAll(Encoding.UTF8.GetBytes(text))) _dropped++;
    }

    public void Dispose() => _stdout.Dispose();

    private bool WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!DescriptorIo.WaitWritable(_stdout, Patience)) return false;
            var written = DescriptorIo.Write(_stdout, bytes[..Math.Min(bytes.Length, Piece)]);

            // Nobody can be told that stdout is gone; the log file has the line.
            if (written.Failed && !written.WouldBlock) return true;
            bytes = bytes[(int)written.Count..];
        }

        return true;
    }
}
