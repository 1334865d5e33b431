using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>Makes the state again from what a <see cref="RosterRecorder"/> wrote down.</summary>
public sealed record RosterRestoration(RosterState State, RosterRecorder Recorder)
{
    /// <summary>
    /// The state as it was, and the recorder that goes on from there; null when there is no state among the records.
    /// </summary>
    /// <exception cref="InvalidDataException">The records are not those of a roster.</exception>
    public static RosterRestoration? From(IReadOnlyDictionary<string, byte[]> records)
    {
        if (!records.ContainsKey(RecordKeys.Groups)) return null;
        try
        {
            return Read(records);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException($"the records of the roster cannot be read: {failure.Message}", failure);
        }
    }

    private static RosterRestoration Read(IReadOnlyDictionary<string, byte[]> records)
    {
        var archive = new SpecArchive();
        var isOlder = !records.TryGetValue(RecordKeys.Defaults, out var defaults) || !defaults.AsSpan().SequenceEqual(RecordDefaults.Process);
        foreach (var (key, value) in WithPrefix(records, RecordKeys.SpecPrefix))
        {
            archive.Restore(int.Parse(key, CultureInfo.InvariantCulture), ReadSpec(value, isOlder));
        }

        var recorder = new RosterRecorder(archive);
        var json = recorder.Json;
        var roster = records.TryGetValue(RecordKeys.Roster, out var bytes) ? Parse(bytes, json.RosterRecord) : new RosterRecord(RosterPhase.Running, 0);
        var entries = Entries(records, RecordKeys.ProcessPrefix, json).ToList();
        var groups = Parse(records[RecordKeys.Groups], json.GroupSpecArray);
        var state = new RosterState
        {
            Phase = roster.Phase,
            LastGenerationGone = roster.LastGenerationGone,
            ExitWhen = roster.ExitWhen,
            Ending = roster.Ending,
            Available = new RosterSpec(Find(records, RecordKeys.Available, json.GroupSpecArray)?.ToValueList() ?? ValueList<GroupSpec>.Empty),
            Groups = RosterState.Empty.Groups.AddRange(groups.Select(group => KeyValuePair.Create(group.Name, group))),
            Processes = RosterState.Empty.Processes.AddRange(entries),
            Standing = entries.Count(entry => Endings.StandsAgainst(entry.Value)),
            Survivors = Entries(records, RecordKeys.SurvivorPrefix, json).ToImmutableDictionary(),
            ReloadSpec = Find(records, RecordKeys.Reload, json.SupervisorSpec),
            Update = Find(records, RecordKeys.Update, json.UpdateRun),
            WaitingUpdates = ImmutableQueue.CreateRange(Find(records, RecordKeys.WaitingUpdates, json.UpdateRequestArray) ?? []),
        };
        var stops = Find(records, RecordKeys.Stops, json.StopRecordArray) ?? [];
        state = state with { StopSequences = [.. stops.Select(stop => stop.In(state))] };
        return new RosterRestoration(state, recorder);
    }

    private static ProcessSpec ReadSpec(byte[] record, bool isOlder) => JsonSerializer.Deserialize(
        isOlder ? RecordDefaults.Complete(record, RecordDefaults.Process) : record, RecordFormat.Whole.ProcessSpec)
        ?? throw new JsonException("a spec is empty");

    private static IEnumerable<KeyValuePair<ProcessName, ProcessEntry>> Entries(
        IReadOnlyDictionary<string, byte[]> records, string prefix, RecordJson json) =>
        WithPrefix(records, prefix)
            .Select(record => Parse(record.Value, json.ProcessEntry))
            .Select(entry => KeyValuePair.Create(entry.Spec.Name, entry));

    private static IEnumerable<(string Key, byte[] Value)> WithPrefix(IReadOnlyDictionary<string, byte[]> records, string prefix) =>
        records.Where(record => record.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(record => (record.Key[prefix.Length..], record.Value));

    private static T? Find<T>(IReadOnlyDictionary<string, byte[]> records, string key, JsonTypeInfo<T> type)
        where T : class =>
        records.TryGetValue(key, out var value) ? Parse(value, type) : null;

    private static T Parse<T>(byte[] value, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(value, type) ?? throw new JsonException("a record is empty");
}
