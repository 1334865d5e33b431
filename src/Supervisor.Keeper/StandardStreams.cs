using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Keeper;

/// <summary>A child's three streams: the child's ends, needed until it is started, and ours, given away or closed with this.</summary>
internal sealed class StandardStreams : IDisposable
{
    private readonly List<OwnedDescriptor> _childEnds = [];
    private readonly OwnedDescriptor?[] _ours = new OwnedDescriptor?[3];

    private StandardStreams()
    {
    }

    /// <summary>The child's stdin, null for the host's own.</summary>
    internal int? Stdin { get; private set; }

    internal int? Stdout { get; private set; }

    internal int? Stderr { get; private set; }

    /// <exception cref="Posix.PosixException">EMFILE, ENFILE; nothing is left open then.</exception>
    internal static StandardStreams Open(SpawnRequest request, OwnedDescriptor? socket = null)
    {
        var streams = new StandardStreams();
        try
        {
            streams.Stdin = request.Socket is SocketPlace.Stdin ? socket!.Number : streams.Connect(request.Stdin, 0);
            streams.Stdout = streams.Connect(request.Stdout, 1);
            streams.Stderr = request.Stderr == StreamKind.SameAsStdout ? streams.Stdout ?? 1 : streams.Connect(request.Stderr, 2);
            HighDescriptors.Lift((ulong?)request.SoftDescriptorLimit, streams._ours);
            return streams;
        }
        catch
        {
            streams.Dispose();
            throw;
        }
    }

    /// <summary>Gives our ends away: the taker closes them.</summary>
    internal (OwnedDescriptor? Stdin, OwnedDescriptor? Stdout, OwnedDescriptor? Stderr) TakeOurs()
    {
        var taken = (_ours[0], _ours[1], _ours[2]);
        Array.Clear(_ours);
        return taken;
    }

    public void Dispose()
    {
        foreach (var descriptor in _childEnds)
            descriptor.Dispose();
        foreach (var descriptor in _ours)
            descriptor?.Dispose();
    }

    private int? Connect(StreamKind kind, int stream)
    {
        switch (kind)
        {
            case StreamKind.Inherit:
                return null;
            case StreamKind.Pipe:
                var (reader, writer) = Pipe.Create();
                var (child, ours) = stream == 0 ? (reader, writer) : (writer, reader);
                _childEnds.Add(child);
                _ours[stream] = ours;
                DescriptorNumbers.SetNonBlocking(ours.Number);
                return child.Number;
            case StreamKind.Null:
                var sink = DescriptorNumbers.OpenNull();
                _childEnds.Add(sink);
                return sink.Number;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "only stderr can be the same as stdout");
        }
    }
}
