using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Supervisor.Engine.Recovery;

namespace Supervisor.Daemon.Events;

/// <summary>
/// The events in a journal, so that a client that comes back finds them, and ids go on, whatever has become of the process that told
/// them. Not safe for several threads.
/// </summary>
internal sealed class EventArchive
{
    /// <summary>A larger one is told and not kept for the next process, where it counts as missed.</summary>
    private const int MostBytes = 64 * 1024;
    private const int IdStep = 4096;
    private const string CeilingKey = "ceiling";
    private const string EventPrefix = "event/";

    private readonly IJournal _journal;
    private long _ceiling;

    public EventArchive(IJournal journal)
    {
        _journal = journal;
        Earlier = [.. journal.Recovered
            .Where(record => record.Key.StartsWith(EventPrefix, StringComparison.Ordinal) && record.Value.Length > sizeof(long))
            .Select(record => Parse(record.Value))
            .OrderBy(item => item.Id)];
        var reserved = journal.Recovered.TryGetValue(CeilingKey, out var ceiling) && ceiling.Length == sizeof(long)
            ? BinaryPrimitives.ReadInt64LittleEndian(ceiling)
            : 0;
        _ceiling = LastId = Math.Max(reserved, Earlier.Count > 0 ? Earlier[^1].Id : 0);
    }

    /// <summary>What earlier processes told, oldest first.</summary>
    public IReadOnlyList<EventItem> Earlier { get; }

    /// <summary>No event of an earlier process has a higher id.</summary>
    public long LastId { get; }

    /// <summary>It is kept with the next <see cref="Commit"/>.</summary>
    /// <param name="id">Higher than all before.</param>
    /// <param name="name">Its kind.</param>
    /// <param name="data">A JSON object on one line, as UTF-8.</param>
    public void Keep(long id, string name, ReadOnlySpan<byte> data)
    {
        var size = sizeof(long) + Encoding.UTF8.GetByteCount(name) + 1 + data.Length;
        if (size > MostBytes)
        {
            Reserve(id);
            return;
        }

        var record = ArrayPool<byte>.Shared.Rent(size);
        BinaryPrimitives.WriteInt64LittleEndian(record, id);
        var end = sizeof(long) + Encoding.UTF8.GetBytes(name, record.AsSpan(sizeof(long)));
        record[end] = (byte)'\n';
        data.CopyTo(record.AsSpan(end + 1));
        _journal.Put(string.Create(CultureInfo.InvariantCulture, $"{EventPrefix}{id % EventHistory.Capacity}"), record.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(record);
    }

    public void Commit() => _journal.Commit();

    /// <summary>An id was used for an event that is not kept; written down in steps, with the next commit, so that floods cost nothing.</summary>
    public void Reserve(long id)
    {
        if (id <= _ceiling) return;
        _ceiling = id + IdStep;
        Span<byte> record = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(record, _ceiling);
        _journal.Put(CeilingKey, record);
    }

    private static EventItem Parse(byte[] record)
    {
        var text = Encoding.UTF8.GetString(record.AsSpan(sizeof(long)));
        var end = Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal));
        return new EventItem(BinaryPrimitives.ReadInt64LittleEndian(record), text[..end], text[(end + 1)..]);
    }
}
