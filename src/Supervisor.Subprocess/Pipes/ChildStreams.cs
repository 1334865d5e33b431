using System.Runtime.InteropServices;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Pipes;

/// <summary>Opens what a child's streams are connected to. The child's ends live until this is disposed.</summary>
internal sealed class ChildStreams : IDisposable
{
    private const int Stdout = 1;

    private readonly List<OwnedDescriptor> _childEnds = [];
    private readonly List<SafeHandle> _held = [];
    private readonly PipeStream?[] _ours = new PipeStream?[3];
    private readonly int?[] _numbers = new int?[3];

    private ChildStreams()
    {
    }

    /// <summary>Descriptor of the child's stream 0, 1 or 2; null: ours of the same number.</summary>
    internal int? Number(int stream) => _numbers[stream];

    /// <summary>Our end of a pipe, once; the taker disposes it.</summary>
    internal PipeStream? Take(int stream)
    {
        var taken = _ours[stream];
        _ours[stream] = null;
        return taken;
    }

    /// <exception cref="PosixException">A file or pipe cannot be opened; nothing stays open then.</exception>
    internal static ChildStreams Open(PopenOptions options)
    {
        var streams = new ChildStreams();
        try
        {
            streams._numbers[0] = streams.Connect(options.Stdin, 0, options);
            streams._numbers[1] = streams.Connect(options.Stdout, 1, options);
            streams._numbers[2] = streams.Connect(options.Stderr, 2, options);
            return streams;
        }
        catch
        {
            streams.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var descriptor in _childEnds)
            descriptor.Dispose();
        foreach (var handle in _held)
            handle.DangerousRelease();
        foreach (var stream in _ours)
            stream?.Dispose();
        _childEnds.Clear();
        _held.Clear();
    }

    private int? Connect(Redirect redirect, int stream, PopenOptions options) => redirect switch
    {
        Redirect.InheritCase => null,
        Redirect.PipeCase => OpenPipe(stream, options),
        Redirect.NullCase => Keep(DescriptorNumbers.OpenNull()),
        Redirect.StdoutCase when stream == 2 => _numbers[Stdout] ?? Stdout,
        Redirect.HandleCase handle => Hold(handle.Handle),
        Redirect.NumberCase number => number.Number,
        Redirect.FileCase file => OpenFile(file),
        _ => throw new ArgumentException("only stderr can go where stdout goes", nameof(redirect)),
    };

    private int OpenPipe(int stream, PopenOptions options)
    {
        var (reader, writer) = Pipe.Create();
        var (child, ours) = stream == 0 ? (reader, writer) : (writer, reader);
        _childEnds.Add(child);
        _ours[stream] = new PipeStream(ours, writable: stream == 0);
        if (options.PipeSize is { } size && Pipe.SetCapacity(child, size) is { Failed: true } failed)
            throw new PosixException("fcntl F_SETPIPE_SZ", failed.Error);
        return child.Number;
    }

    private int OpenFile(Redirect.FileCase file)
    {
        var flags = file.Mode switch
        {
            FileMode.Open => OpenFlags.ReadOnly,
            FileMode.Append => OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append,
            _ => OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate,
        };
        return FileSystem.TryOpen(file.Path, flags, FileSystem.DefaultMode, out var descriptor, out var error)
            ? Keep(descriptor)
            : throw new PosixException("open", error, file.Path);
    }

    private int Hold(SafeHandle handle)
    {
        var held = false;
        handle.DangerousAddRef(ref held);
        _held.Add(handle);
        return (int)handle.DangerousGetHandle();
    }

    private int Keep(OwnedDescriptor descriptor)
    {
        _childEnds.Add(descriptor);
        return descriptor.Number;
    }
}
