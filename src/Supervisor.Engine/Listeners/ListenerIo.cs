using System.Buffers.Binary;
using Supervisor.Core.Specs;

namespace Supervisor.Engine.Listeners;

/// <summary>
/// How far the talk with one life of a listener has come, in the two memory files that it goes through.
/// </summary>
/// <param name="Generation">The life.</param>
/// <param name="Parsed">What lies before this offset of what it wrote is understood.</param>
/// <param name="SendEnd">Where its last event ends among what is written to it.</param>
internal readonly record struct ListenerIo(int Generation, long Parsed, long SendEnd)
{
    private const int Size = 3 * sizeof(long);

    private const string Prefix = "talk/";

    public static string Key(ProcessName listener) => $"{Prefix}{listener.Group}/{listener.Name}";

    /// <summary>What an earlier brain wrote down.</summary>
    public static Dictionary<ProcessName, ListenerIo> Read(IReadOnlyDictionary<string, byte[]> records)
    {
        var talks = new Dictionary<ProcessName, ListenerIo>();
        foreach (var (key, value) in records)
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && key[Prefix.Length..].Split('/') is [var group, var name] && Decode(value) is { } io)
            {
                talks[new ProcessName(group, name)] = io;
            }
        }

        return talks;
    }

    public byte[] Encode()
    {
        var record = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(record, Generation);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(sizeof(long)), Parsed);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(2 * sizeof(long)), SendEnd);
        return record;
    }

    private static ListenerIo? Decode(ReadOnlySpan<byte> record) => record.Length < Size
        ? null
        : new ListenerIo(
            (int)BinaryPrimitives.ReadInt64LittleEndian(record),
            BinaryPrimitives.ReadInt64LittleEndian(record[sizeof(long)..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[(2 * sizeof(long))..]));
}
