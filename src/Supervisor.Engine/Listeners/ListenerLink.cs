using System.Globalization;
using Supervisor.Core.Listeners;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Output.Pipes;
using Supervisor.Engine.Recovery;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Engine.Listeners;

/// <summary>The talk with one life of a listener. Loop thread only.</summary>
internal sealed class ListenerLink
{
    private readonly Child _child;
    private readonly ListenerTalk _talk;
    private readonly PumpLoop _loop;
    private readonly IKeptDescriptors _kept;
    private readonly ListenerStdin _stdin;
    private readonly ListenerStdout _stdout;
    private bool _closed;

    private ListenerLink(
        Child child, int generation, ListenerIo io, (OwnedDescriptor? Stdin, OwnedDescriptor Stdout) pipes,
        (OwnedDescriptor Incoming, OwnedDescriptor Outgoing) files, IKeptDescriptors kept, PumpLoop loop, ListenerTalk talk)
    {
        (_child, Generation, _kept, _loop, _talk) = (child, generation, kept, loop, talk);
        _stdin = new ListenerStdin(pipes.Stdin, files.Outgoing, io.SendEnd, loop, Ended);
        _stdout = new ListenerStdout(pipes.Stdout, files.Incoming, io.Parsed, loop, Wrote);
    }

    public ProcessName Name => _child.Name;

    public int Generation { get; }

    /// <summary>What the journal has to know of it, given what the machine has not understood yet.</summary>
    public ListenerIo Io(ListenerState listener) => new(Generation, _stdout.Fed - listener.Pending.Length, _stdin.End);

    /// <summary>A talk that begins.</summary>
    /// <exception cref="PosixException">There is no descriptor or memory for it.</exception>
    public static ListenerLink Begin(
        Child child, int generation, OwnedDescriptor? stdin, OwnedDescriptor stdout, IKeptDescriptors kept, PumpLoop loop, ListenerTalk talk)
    {
        var incoming = MemoryFile.Create([]);
        OwnedDescriptor outgoing;
        try
        {
            outgoing = MemoryFile.Create([]);
        }
        catch
        {
            incoming.Dispose();
            throw;
        }

        kept.Keep(FileName(child.Name, generation, "in"), incoming);
        kept.Keep(FileName(child.Name, generation, "out"), outgoing);
        return new ListenerLink(child, generation, default, (stdin, stdout), (incoming, outgoing), kept, loop, talk);
    }

    /// <summary>A talk that an earlier brain began; null when its files are gone.</summary>
    public static ListenerLink? Continue(
        Child child, ListenerIo io, OwnedDescriptor? stdin, OwnedDescriptor stdout, IKeptDescriptors kept, PumpLoop loop, ListenerTalk talk)
    {
        var incoming = kept.Take(FileName(child.Name, io.Generation, "in"));
        var outgoing = kept.Take(FileName(child.Name, io.Generation, "out"));
        if (incoming is not null && outgoing is not null)
        {
            return new ListenerLink(child, io.Generation, io, (stdin, stdout), (incoming, outgoing), kept, loop, talk);
        }

        incoming?.Dispose();
        outgoing?.Dispose();
        return null;
    }

    public Errno Prepare(ReadOnlyMemory<byte> envelope) => _stdin.Prepare(envelope.Span);

    public void Send() => _stdin.Send();

    public void TellUnfinished() => _stdout.TellUnfinished();

    public void Forget(long parsed) => _stdout.Forget(parsed);

    /// <summary>Reads what is left, a bounded part of it if descendants go on writing.</summary>
    public void ReadRest()
    {
        for (var pieces = 0; pieces < 64 && _stdout.ReadPiece(); pieces++)
        {
        }
    }

    /// <summary>Calls back when all that was read is in the listener's log.</summary>
    public void AfterLog(Action done) => _child.Stdout.WriteOutput(default, done);

    /// <summary>Leaves the talk, for the next brain to go on with.</summary>
    public void Leave()
    {
        _closed = true;
        _stdin.Close();
        _stdout.Close();
    }

    /// <summary>Ends the talk.</summary>
    public void Close()
    {
        Leave();
        _kept.Drop(FileName(Name, Generation, "in"));
        _kept.Drop(FileName(Name, Generation, "out"));
    }

    private static string FileName(ProcessName name, int generation, string direction) =>
        string.Create(CultureInfo.InvariantCulture, $"listener/{name.Group}/{name.Name}/{generation}/{direction}");

    private void Ended(bool complete) => _talk.Ended(this, complete);

    // The log gets it too; the next piece is read when the pump has this one, so that a flood is no faster than its log.
    private void Wrote(byte[] bytes)
    {
        _talk.Wrote(this, bytes);
        _child.Stdout.WriteOutput(bytes, () => _loop.TryPost(Resume));
    }

    private void Resume()
    {
        if (!_closed) _stdout.Resume();
    }
}

/// <summary>What a link tells.</summary>
/// <param name="Wrote">The listener wrote this.</param>
/// <param name="Ended">The last event was sent (true), or cannot be (false).</param>
internal sealed record ListenerTalk(Action<ListenerLink, byte[]> Wrote, Action<ListenerLink, bool> Ended);
