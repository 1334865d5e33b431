using Supervisor.Engine.Output.Pipes;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Listeners;

/// <summary>
/// Reads the stdout of a listener. What it wrote goes by splice(2) into a memory file and is read from there, so that it is in the pipe
/// or in the file at whatever instant this process ends. Loop thread only.
/// </summary>
internal sealed class ListenerStdout : IEndpoint
{
    private const int PieceBytes = 64 * 1024;
    private const int Page = 4096;

    private readonly OwnedDescriptor _pipe;
    private readonly OwnedDescriptor _file;
    private readonly PumpLoop _loop;
    private readonly Action<byte[]> _wrote;
    private readonly ulong _tag;
    private long _punched;
    private bool _ended;

    /// <param name="pipe">The listener's stdout.</param>
    /// <param name="file">The memory file; may hold what an earlier brain had not understood.</param>
    /// <param name="parsed">Up to where it is understood.</param>
    /// <param name="loop">The thread's loop.</param>
    /// <param name="wrote">Told what it wrote; then nothing more is read before <see cref="Resume"/>.</param>
    public ListenerStdout(OwnedDescriptor pipe, OwnedDescriptor file, long parsed, PumpLoop loop, Action<byte[]> wrote)
    {
        (_pipe, _file, Fed, _loop, _wrote) = (pipe, file, parsed, loop, wrote);
        DescriptorIo.SetNonBlocking(pipe, true);
        _tag = loop.Register(pipe.Number, EpollEvents.In, this);
    }

    /// <summary>Offset in the file up to which all was told.</summary>
    public long Fed { get; private set; }

    /// <summary>Tells what an earlier brain took from the pipe and nobody has understood yet.</summary>
    public void TellUnfinished()
    {
        var size = DescriptorIo.Size(_file).Count;
        while (Fed < size) TellFile((int)Math.Min(size - Fed, PieceBytes));
    }

    /// <summary>Reads the next piece. False when there is none now, or ever.</summary>
    public bool ReadPiece()
    {
        if (_ended) return false;
        var moved = Pipe.SpliceToPosition(_pipe, _file, PieceBytes);
        if (moved.WouldBlock) return false;
        if (moved.Failed) return ReadWithoutFile();
        _ended = moved.Count == 0;
        if (_ended) return false;
        TellFile((int)moved.Count);
        return true;
    }

    public void OnEvent(EpollEvents events, PumpLoop loop)
    {
        if (!ReadPiece()) Resume();
    }

    /// <summary>Waits for the next piece.</summary>
    public void Resume()
    {
        if (!_ended && !_pipe.IsClosed) _loop.Arm(_pipe.Number, EpollEvents.In, _tag);
    }

    /// <summary>Gives back the memory of what is understood, and known to be so by the journal.</summary>
    public void Forget(long parsed)
    {
        var end = parsed / Page * Page;
        if (end - _punched < PieceBytes) return;
        if (DescriptorIo.PunchHole(_file, _punched, end - _punched) == Errno.None) _punched = end;
    }

    public void Close()
    {
        _loop.Unregister(_pipe.Number, _tag);
        _pipe.Dispose();
        _file.Dispose();
    }

    private void TellFile(int count)
    {
        var bytes = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var read = DescriptorIo.ReadAt(_file, bytes.AsSpan(filled), Fed + filled);
            if (read.Failed || read.Count == 0) throw new PosixException("pread", read.Error);
            filled += (int)read.Count;
        }

        Fed += count;
        _wrote(bytes);
    }

    // No memory for the file: what is read now would be lost if this process were killed, which is better than to stand still.
    private bool ReadWithoutFile()
    {
        var bytes = new byte[PieceBytes];
        var read = DescriptorIo.Read(_pipe, bytes);
        _ended = read is { Failed: false, Count: 0 };
        if (read.Failed || _ended) return false;
        _wrote(bytes[..(int)read.Count]);
        return true;
    }
}
