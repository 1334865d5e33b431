using System.Text.Json;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>What of the applied config is not about programs.</summary>
public sealed record DaemonRecord(DaemonSpec Daemon, ValueList<ServerSpec> Servers)
{
    private const string Key = "daemon";

    /// <summary>As <see cref="RosterRecorder.Prepare"/>.</summary>
    public static void Prepare() => _ = RecordFormat.Whole.DaemonRecord;

    public void Write(IRecordSink records)
    {
        ArgumentNullException.ThrowIfNull(records);
        records.Put(Key, JsonSerializer.SerializeToUtf8Bytes(this, RecordFormat.Whole.DaemonRecord));
    }

    /// <summary>Null when nothing was written.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static DaemonRecord? From(IReadOnlyDictionary<string, byte[]> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (!records.TryGetValue(Key, out var record)) return null;
        try
        {
            var complete = RecordDefaults.Complete(record, RecordDefaults.Daemon);
            return JsonSerializer.Deserialize(complete, RecordFormat.Whole.DaemonRecord);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"the record of the daemon's config cannot be read: {failure.Message}", failure);
        }
    }
}
