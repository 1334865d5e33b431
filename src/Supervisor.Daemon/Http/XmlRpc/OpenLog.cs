using Microsoft.Win32.SafeHandles;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Tails;
using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>
/// A log opened to read a part of it: a file, or the newest bytes of a stream that no file keeps. Offsets count from the first
/// byte of the log.
/// </summary>
internal sealed class OpenLog : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _kept;

    private OpenLog(SafeFileHandle? file, ReadOnlyMemory<byte> kept, long size) => (_file, _kept, Size) = (file, kept, size);

    /// <summary>Offset behind the newest byte at the time of the opening.</summary>
    public long Size { get; }

    /// <summary>Opens a log of a process, or says why that cannot be.</summary>
    public static (OpenLog? Log, Fault? Fault) Of(SupervisionEngine engine, ProcessEntry entry, bool stderr)
    {
        if (engine.FindChannel(entry.Spec.Name, stderr) is not { } channel) return (null, new Fault(FaultCode.NoFile));
        if (channel.LogPath is not { } path) return InMemory(channel);
        var isAutomatic = (stderr ? entry.Spec.Stderr : entry.Spec.Stdout).Destination is LogDestination.Auto;
        var opened = AtPath(path);
        return opened switch
        {
            // It is made with the first start; until then nothing was written.
            { Fault.Code: FaultCode.NoFile } when isAutomatic => (new OpenLog(null, default, 0), null),
            { Fault.Code: FaultCode.BadArguments } => InMemory(channel),
            _ => opened,
        };
    }

    /// <summary>Opens a log file; BAD_ARGUMENTS stands for what is no file that could be read twice.</summary>
    public static (OpenLog? Log, Fault? Fault) AtPath(string path)
    {
        if (!FileStatus.TryGet(path, out var status, out var error))
            return (null, error == Errno.ENOENT ? new Fault(FaultCode.NoFile, path) : new Fault(FaultCode.Failed));
        if (status.Kind == FileKind.Directory) return (null, new Fault(FaultCode.Failed));
        if (status.Kind != FileKind.Regular) return (null, new Fault(FaultCode.BadArguments));
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return (new OpenLog(file, default, RandomAccess.GetLength(file)), null);
        }
        catch (FileNotFoundException)
        {
            return (null, new Fault(FaultCode.NoFile, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new Fault(FaultCode.Failed));
        }
    }

    /// <summary>Reads some bytes; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> into, CancellationToken cancellation)
    {
        if (_file is not null) return await RandomAccess.ReadAsync(_file, into, offset, cancellation);
        var start = Math.Max(0, offset - (Size - _kept.Length));
        var count = (int)Math.Clamp(_kept.Length - start, 0, into.Length);
        _kept.Slice((int)Math.Min(start, _kept.Length), count).CopyTo(into);
        return count;
    }

    public void Dispose() => _file?.Dispose();

    private static (OpenLog? Log, Fault? Fault) InMemory(OutputChannel channel) =>
        LogTail.Read(channel, long.MaxValue) is LogRead.Found { Bytes.Length: > 0 } found
            ? (new OpenLog(null, found.Bytes, found.End), null)
            : (null, new Fault(FaultCode.NoFile));
}
