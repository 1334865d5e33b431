using System.Buffers.Binary;
using System.Text;
using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.KeeperProcess.Renewing;

/// <summary>The fields of a state or of a record in it, as <see cref="FrameWriter"/> writes them; numbers are all 8 bytes.</summary>
internal sealed class StateFields
{
    private readonly Dictionary<StateTag, List<byte[]>> _values = [];

    /// <exception cref="InvalidDataException">The bytes are no fields.</exception>
    internal StateFields(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        while (reader.Next())
        {
            var tag = (StateTag)reader.Tag;
            if (!_values.TryGetValue(tag, out var values))
                _values[tag] = values = [];
            values.Add(reader.Bytes.ToArray());
        }

        if (reader.Error != ProtocolError.None)
            throw new InvalidDataException($"the state has no fields: {reader.Error}");
    }

    internal IEnumerable<byte[]> All(StateTag tag) => _values.GetValueOrDefault(tag) ?? [];

    internal IEnumerable<string> Texts(StateTag tag) => All(tag).Select(Encoding.UTF8.GetString);

    internal string? MaybeText(StateTag tag) => Texts(tag).FirstOrDefault();

    internal string Text(StateTag tag) => MaybeText(tag) ?? throw Missing(tag);

    internal long? MaybeNumber(StateTag tag) => All(tag).FirstOrDefault() is { } value ? Read(value, tag) : null;

    internal long Number(StateTag tag) => MaybeNumber(tag) ?? throw Missing(tag);

    internal int? MaybeDescriptor(StateTag tag) => MaybeNumber(tag) is { } number ? checked((int)number) : null;

    internal int Int(StateTag tag) => checked((int)Number(tag));

    internal bool Flag(StateTag tag) => MaybeNumber(tag) == 1;

    internal IEnumerable<long> Numbers(StateTag tag) => All(tag).Select(value => Read(value, tag));

    private static long Read(byte[] value, StateTag tag) =>
        value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(value) : throw Missing(tag);

    private static InvalidDataException Missing(StateTag tag) => new($"the state lacks {tag}");
}
