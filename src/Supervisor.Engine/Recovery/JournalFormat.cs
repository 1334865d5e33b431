using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// The bytes of a journal: batches, one after the other, each with its length (4 bytes, little-endian) in front. A batch
/// is records: the length of the key (2 bytes), the length of the value (4 bytes, -1 for a removal), key, value.
/// A batch that is not there as a whole was never committed.
/// </summary>
internal static class JournalFormat
{
    public const int BatchHeader = sizeof(int);
    private const int Removed = -1;
    private const int RecordHeader = sizeof(ushort) + sizeof(int);

    /// <summary>Appends a record to a batch; returns where its value begins in the batch.</summary>
    /// <exception cref="ArgumentException">The key has more than 65,535 bytes.</exception>
    public static int Append(ArrayBufferWriter<byte> batch, string key, ReadOnlySpan<byte> value)
    {
        AppendHeader(batch, key, value.Length);
        var at = batch.WrittenCount;
        batch.Write(value);
        return at;
    }

    public static void AppendRemoval(ArrayBufferWriter<byte> batch, string key) => AppendHeader(batch, key, Removed);

    /// <summary>Walks through all committed records; stops where the journal was cut.</summary>
    /// <param name="journal">The whole content.</param>
    /// <param name="visit">Key, where the value begins, its length; -1 for a removal.</param>
    /// <returns>How much of the content was committed.</returns>
    public static int Read(ReadOnlySpan<byte> journal, Action<string, int, int> visit)
    {
        var at = 0;
        while (journal.Length - at >= BatchHeader)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(journal[at..]);
            if (length <= 0 || length > journal.Length - at - BatchHeader) break;
            if (!ReadBatch(journal, at + BatchHeader, at + BatchHeader + length, visit)) break;
            at += BatchHeader + length;
        }

        return at;
    }

    private static bool ReadBatch(ReadOnlySpan<byte> journal, int at, int end, Action<string, int, int> visit)
    {
        while (at < end)
        {
            if (end - at < RecordHeader) return false;
            var key = BinaryPrimitives.ReadUInt16LittleEndian(journal[at..]);
            var value = BinaryPrimitives.ReadInt32LittleEndian(journal[(at + sizeof(ushort))..]);
            at += RecordHeader;
            if (value < Removed || key > end - at || Math.Max(0, value) > end - at - key) return false;
            visit(Encoding.UTF8.GetString(journal.Slice(at, key)), at + key, value);
            at += key + Math.Max(0, value);
        }

        return true;
    }

    private static void AppendHeader(ArrayBufferWriter<byte> batch, string key, int value)
    {
        var bytes = Encoding.UTF8.GetByteCount(key);
        if (bytes > ushort.MaxValue) throw new ArgumentException("the key of a record is too long", nameof(key));
        var header = batch.GetSpan(RecordHeader + bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)bytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[sizeof(ushort)..], value);
        Encoding.UTF8.GetBytes(key, header[RecordHeader..]);
        batch.Advance(RecordHeader + bytes);
    }
}
