using Supervisor.Engine.Output.Pipes;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Listeners;

/// <summary>
/// Writes events to the stdin of a listener. Each is put into a memory file first and goes from there to the pipe by splice(2), so
/// that the file's position says how much of it was sent, at whatever instant this process ends. Loop thread only.
/// </summary>
internal sealed class ListenerStdin : IEndpoint
{
    private const int Page = 4096;

    private readonly OwnedDescriptor? _pipe;
    private readonly OwnedDescriptor _file;
    private readonly PumpLoop _loop;
    private readonly Action<bool> _ended;
    private ulong _tag;
    private long _previous;

    /// <param name="pipe">The listener's stdin; null when there is none.</param>
    /// <param name="file">The memory file; may hold a part of an event that an earlier brain was sending.</param>
    /// <param name="end">Where the last event in it ends.</param>
    /// <param name="loop">The thread's loop.</param>
    /// <param name="ended">Told when the last event is in the pipe as a whole (true), or the pipe is closed (false).</param>
    public ListenerStdin(OwnedDescriptor? pipe, OwnedDescriptor file, long end, PumpLoop loop, Action<bool> ended)
    {
        (_pipe, _file, End, _loop, _ended) = (pipe, file, end, loop, ended);
        if (pipe is not null) DescriptorIo.SetNonBlocking(pipe, true);
    }

    /// <summary>Where the last event ends in the file.</summary>
    public long End { get; private set; }

    /// <summary>Puts the next event into the file; all of the one before was sent. Nothing is sent yet.</summary>
    public Errno Prepare(ReadOnlySpan<byte> bytes)
    {
        // On a page of its own: what is in the pipe are references to pages. Those of the event before stay, too.
        var start = (End + Page - 1) / Page * Page;
        if (_previous > 0) _ = DescriptorIo.PunchHole(_file, 0, _previous);
        _previous = start;
        for (var at = start; !bytes.IsEmpty;)
        {
            var written = DescriptorIo.WriteAt(_file, bytes, at);
            if (written.Failed) return written.Error;
            bytes = bytes[(int)written.Count..];
            at += written.Count;
            End = at;
        }

        return DescriptorIo.SetPosition(_file, start).Error;
    }

    /// <summary>Sends as much as the pipe takes, and the rest when it takes more.</summary>
    public void Send()
    {
        if (_pipe is null)
        {
            _ended(false);
            return;
        }

        while (true)
        {
            var left = End - DescriptorIo.Position(_file).Count;
            if (left <= 0)
            {
                _ended(true);
                return;
            }

            var sent = Pipe.SpliceFromPosition(_file, _pipe, (int)Math.Min(left, int.MaxValue));
            if (sent.WouldBlock)
            {
                Await();
                return;
            }

            if (sent.Failed || sent.Count == 0)
            {
                _ended(false);
                return;
            }
        }
    }

    public void OnEvent(EpollEvents events, PumpLoop loop) => Send();

    public void Close()
    {
        if (_tag != 0) _loop.Unregister(_pipe!.Number, _tag);
        _pipe?.Dispose();
        _file.Dispose();
    }

    private void Await()
    {
        if (_tag == 0) _tag = _loop.Register(_pipe!.Number, EpollEvents.Out, this);
        else _loop.Arm(_pipe!.Number, EpollEvents.Out, _tag);
    }
}
