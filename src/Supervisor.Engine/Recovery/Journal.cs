using System.Buffers;
using System.Buffers.Binary;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// A journal in a memory file (memfd_create(2)): what was written to it is there as long as anybody holds its descriptor,
/// whatever happens to this process. A commit is one write(2) at the end of the file.
/// </summary>
public sealed class Journal : IJournal, IDisposable
{
    /// <summary>A journal is written anew when it is larger than this and mostly out of date.</summary>
    private const long SmallEnough = 1024 * 1024;
    private const int OutOfDate = 4;

    private readonly Action<OwnedDescriptor> _keep;
    private readonly Action<string> _trouble;
    private readonly Dictionary<string, (long At, int Length)> _live = new(StringComparer.Ordinal);
    private ArrayBufferWriter<byte> _batch = new();
    private readonly List<(string Key, int At, int Length)> _batched = [];
    private OwnedDescriptor _file;
    private long _end;
    private long _liveBytes;
    private bool _inTrouble;

    private Journal(OwnedDescriptor file, Action<OwnedDescriptor> keep, Action<string> trouble)
    {
        (_file, _keep, _trouble) = (file, keep, trouble);
        Clear();
    }

    public IReadOnlyDictionary<string, byte[]> Recovered { get; private set; } = new Dictionary<string, byte[]>();

    /// <summary>A new, empty journal.</summary>
    /// <param name="keep">Gives a file to whoever keeps it for the next process, in place of the one before; must copy the descriptor.</param>
    /// <param name="trouble">Told once, as a sentence, when the journal cannot be written.</param>
    /// <exception cref="PosixException">There is no memory or no descriptor for it.</exception>
    public static Journal Create(Action<OwnedDescriptor> keep, Action<string> trouble)
    {
        ArgumentNullException.ThrowIfNull(keep);
        var journal = new Journal(MemoryFile.Create([]), keep, trouble);
        keep(journal._file);
        return journal;
    }

    /// <summary>The journal that an earlier process left; owned from now on.</summary>
    /// <exception cref="PosixException">It cannot be read.</exception>
    public static Journal Open(OwnedDescriptor file, Action<OwnedDescriptor> keep, Action<string> trouble)
    {
        ArgumentNullException.ThrowIfNull(file);
        var journal = new Journal(file, keep, trouble);
        journal.Load();
        return journal;
    }

    public void Put(string key, ReadOnlySpan<byte> value)
    {
        var at = JournalFormat.Append(_batch, key, value);
        _batched.Add((key, at, value.Length));
    }

    public void Remove(string key)
    {
        JournalFormat.AppendRemoval(_batch, key);
        _batched.Add((key, 0, -1));
    }

    public void Commit()
    {
        if (_batched.Count == 0) return;
        BinaryPrimitives.WriteInt32LittleEndian(Batch, _batch.WrittenCount - JournalFormat.BatchHeader);
        if (Write(_file, _batch.WrittenSpan, _end) is var error && error != Errno.None)
        {
            Complain(error);
            return;
        }

        foreach (var (key, at, length) in _batched)
        {
            Note(key, _end + at, length);
        }

        _end += _batch.WrittenCount;
        Clear();
        _inTrouble = false;
        if (_end > SmallEnough && _end > _liveBytes * OutOfDate) WriteAnew();
    }

    /// <summary>Forgets what was recovered, which is in use by now.</summary>
    public void DropRecovered() => Recovered = new Dictionary<string, byte[]>();

    public void Dispose() => _file.Dispose();

    private Span<byte> Batch => System.Runtime.InteropServices.MemoryMarshal.AsMemory(_batch.WrittenMemory).Span;

    private void Load()
    {
        var content = ReadAll();
        _end = JournalFormat.Read(content, (key, at, length) => Note(key, at, length));
        Recovered = _live.ToDictionary(
            record => record.Key, record => content.AsSpan((int)record.Value.At, record.Value.Length).ToArray(), StringComparer.Ordinal);
    }

    private byte[] ReadAll()
    {
        var size = DescriptorIo.Size(_file);
        if (size.Failed) throw new PosixException("lseek", size.Error);
        var content = new byte[size.Count];
        var filled = 0;
        while (filled < content.Length)
        {
            var read = DescriptorIo.ReadAt(_file, content.AsSpan(filled), filled);
            if (read.Failed) throw new PosixException("pread", read.Error);
            if (read.Count == 0) break;
            filled += (int)read.Count;
        }

        return content[..filled];
    }

    private void Note(string key, long at, int length)
    {
        if (_live.Remove(key, out var old)) _liveBytes -= old.Length + key.Length;
        if (length < 0) return;
        _live[key] = (at, length);
        _liveBytes += length + key.Length;
    }

    // Into a new file, which is kept only when it is complete: at no moment is there none.
    private void WriteAnew()
    {
        OwnedDescriptor? next = null;
        try
        {
            var content = ReadAll();
            foreach (var (key, (at, length)) in _live)
            {
                _batched.Add((key, JournalFormat.Append(_batch, key, content.AsSpan((int)at, length)), length));
            }

            BinaryPrimitives.WriteInt32LittleEndian(Batch, _batch.WrittenCount - JournalFormat.BatchHeader);
            next = MemoryFile.Create(_batch.WrittenSpan);
            _keep(next);
            (_file, next) = (next, _file);
            _end = _batch.WrittenCount;
            foreach (var (key, at, length) in _batched)
            {
                _live[key] = (at, length);
            }
        }
        catch (PosixException exception)
        {
            // The old one goes on; it is tried again with the next commit.
            Complain(exception.Errno);
        }
        finally
        {
            next?.Dispose();
            Clear();
        }
    }

    private void Clear()
    {
        // A config with many programs makes a large batch, once.
        if (_batch.Capacity > SmallEnough) _batch = new ArrayBufferWriter<byte>();
        _batch.ResetWrittenCount();
        _ = _batch.GetSpan(JournalFormat.BatchHeader);
        _batch.Advance(JournalFormat.BatchHeader);
        _batched.Clear();
    }

    private void Complain(Errno error)
    {
        // The batch stays and is tried again with the next one: the state in the journal is an older one, but a whole one.
        if (!_inTrouble) _trouble($"cannot write the journal: {error.Text}; should supervisord crash now, the next one continues from an older state");
        _inTrouble = true;
    }

    private static Errno Write(OwnedDescriptor file, ReadOnlySpan<byte> bytes, long at)
    {
        while (!bytes.IsEmpty)
        {
            var written = DescriptorIo.WriteAt(file, bytes, at);
            if (written.Failed) return written.Error;
            bytes = bytes[(int)written.Count..];
            at += written.Count;
        }

        return Errno.None;
    }
}
