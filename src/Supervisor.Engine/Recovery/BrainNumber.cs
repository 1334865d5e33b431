using System.Buffers.Binary;

namespace Supervisor.Engine.Recovery;

/// <summary>Counts the brains of one supervisor: 1 is the first.</summary>
internal static class BrainNumber
{
    private const string Key = "brain";

    /// <summary>The number of this brain; recorded with the next commit.</summary>
    public static long Next(IJournal journal)
    {
        var number = journal.Recovered.TryGetValue(Key, out var last) && last.Length == sizeof(long)
            ? BinaryPrimitives.ReadInt64LittleEndian(last) + 1
            : 1;
        Span<byte> record = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(record, number);
        journal.Put(Key, record);
        return number;
    }
}
