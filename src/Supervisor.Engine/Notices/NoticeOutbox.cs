using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Supervisor.Core.Events;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Recovery;

namespace Supervisor.Engine.Notices;

/// <summary>
/// Keeps the events of the reactor's steps in the journal until the pools have them in theirs, so that none is lost between two threads
/// when this process dies. Reactor thread only, but for <see cref="Taken"/>.
/// </summary>
internal sealed class NoticeOutbox
{
    private const string Prefix = "notice/";

    private readonly IJournal _journal;
    private readonly NoticeBus _bus;
    private readonly Queue<long> _kept;
    private ImmutableSortedDictionary<string, GroupSpec>? _groups;
    private bool _hasPools;
    private long _taken;

    /// <param name="journal">The reactor's journal.</param>
    /// <param name="bus">Where the notices are told; its serials go on from those that were kept.</param>
    public NoticeOutbox(IJournal journal, NoticeBus bus)
    {
        (_journal, _bus) = (journal, bus);
        Recovered = [.. Read(journal.Recovered).OrderBy(item => item.Serial)];
        _kept = new Queue<long>(Recovered.Select(item => item.Serial));
        if (_kept.Count > 0) bus.ContinueAfter(Recovered[^1].Serial);
    }

    /// <summary>What an earlier brain kept, in order. The pools may have some of it already, and know by the serial.</summary>
    public IReadOnlyList<(long Serial, EventMessage Message)> Recovered { get; }

    /// <summary>The pools are done with all notices up to this one. Any thread.</summary>
    public void Taken(long serial) => Volatile.Write(ref _taken, serial);

    /// <summary>Before the commit of a step: its events, with the serials that they will be told with.</summary>
    public void Note(StepResult step)
    {
        var taken = Volatile.Read(ref _taken);
        while (_kept.TryPeek(out var oldest) && oldest <= taken)
        {
            _journal.Remove(Key(_kept.Dequeue()));
        }

        if (!HasPools(step.State.Groups)) return;
        var serial = _bus.LastSerial;
        foreach (var tell in step.Effects.OfType<Effect.Tell>())
        {
            serial++;
            if (EventMessages.From(tell.Notice) is not { } message) continue;
            _journal.Put(Key(serial), Encode(message));
            _kept.Enqueue(serial);
        }
    }

    private bool HasPools(ImmutableSortedDictionary<string, GroupSpec> groups)
    {
        if (!ReferenceEquals(_groups, groups))
        {
            _groups = groups;
            _hasPools = groups.Values.Any(group => group.Pool is not null);
        }

        return _hasPools;
    }

    private static IEnumerable<(long Serial, EventMessage Message)> Read(IReadOnlyDictionary<string, byte[]> records)
    {
        foreach (var (key, value) in records)
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal)
                && long.TryParse(key.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var serial)
                && Decode(value) is { } message)
            {
                yield return (serial, message);
            }
        }
    }

    private static string Key(long serial) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{serial}");

    // The number of the type (2 bytes, little-endian), then the payload.
    private static byte[] Encode(EventMessage message)
    {
        var record = new byte[sizeof(short) + message.Payload.Length];
        BinaryPrimitives.WriteInt16LittleEndian(record, (short)message.Type);
        message.Payload.CopyTo(record.AsMemory(sizeof(short)));
        return record;
    }

    private static EventMessage? Decode(byte[] record)
    {
        if (record.Length < sizeof(short)) return null;
        var type = (EventType)BinaryPrimitives.ReadInt16LittleEndian(record);
        return Enum.IsDefined(type) ? new EventMessage(type, record.AsMemory(sizeof(short))) : null;
    }
}
