using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Supervisor.Core.Roster;

namespace Supervisor.Core.Recovery;

/// <summary>
/// Writes down what each step has changed, so that the state can be made again from the records when this process is
/// gone. What goes in stays the same state, and the same records give the same state.
/// </summary>
public sealed class RosterRecorder
{
    private readonly SpecArchive _archive;
    private readonly RecordJson _json;
    private readonly ProcessEntryWriter _entries;

    public RosterRecorder()
        : this(new SpecArchive())
    {
    }

    internal RosterRecorder(SpecArchive archive)
    {
        _archive = archive;
        _json = RecordFormat.Referring(archive);
        _entries = new ProcessEntryWriter(archive, _json);
    }

    internal RecordJson Json => _json;

    /// <summary>Makes what the first record takes; it would be made then. For any thread: a start need not wait for it.</summary>
    public void Prepare()
    {
        _ = RecordFormat.Whole.ProcessSpec;
        _ = _json.RosterRecord;
        _ = _json.Waiter;
    }

    /// <summary>Records the difference between a state and the result of a step from it.</summary>
    public void Record(RosterState before, StepResult step, IRecordSink records)
    {
        var after = step.State;
        if (RecordOf(before) is var was && RecordOf(after) is var now && was != now) Put(RecordKeys.Roster, now, _json.RosterRecord, records);
        RecordSurvivors(before, after, records);
        foreach (var name in step.Touched)
        {
            if (after.Processes.TryGetValue(name, out var entry))
                Put(RecordKeys.Process(name), _entries.Write(entry), records);
            else if (before.Processes.ContainsKey(name))
                records.Remove(RecordKeys.Process(name));
        }

        RecordWork(before, after, records);
        if (!ReferenceEquals(before.Groups, after.Groups) || !ReferenceEquals(before.Available, after.Available))
            Sweep(after, records);
    }

    // Stops, updates and reloads under way.
    private void RecordWork(RosterState before, RosterState after, IRecordSink records)
    {
        if (!SameStops(before, after))
        {
            if (after.StopSequences.IsEmpty) records.Remove(RecordKeys.Stops);
            else Put(RecordKeys.Stops, [.. after.StopSequences.Select(stop => StopRecord.Of(stop, after))], _json.StopRecordArray, records);
        }

        if (!ReferenceEquals(before.Update, after.Update)) PutOrRemove(RecordKeys.Update, after.Update, _json.UpdateRun, records);
        if (!ReferenceEquals(before.WaitingUpdates, after.WaitingUpdates) && !before.WaitingUpdates.SequenceEqual(after.WaitingUpdates))
        {
            UpdateRequest[]? waiting = after.WaitingUpdates.IsEmpty ? null : [.. after.WaitingUpdates];
            PutOrRemove(RecordKeys.WaitingUpdates, waiting, _json.UpdateRequestArray, records);
        }

        if (!ReferenceEquals(before.ReloadSpec, after.ReloadSpec))
            PutOrRemove(RecordKeys.Reload, after.ReloadSpec, _json.SupervisorSpec, records);
    }

    private void RecordSurvivors(RosterState before, RosterState after, IRecordSink records)
    {
        if (ReferenceEquals(before.Survivors, after.Survivors)) return;
        foreach (var (name, entry) in after.Survivors)
        {
            if (!before.Survivors.TryGetValue(name, out var old) || !ReferenceEquals(old, entry))
                Put(RecordKeys.Survivor(name), _entries.Write(entry), records);
        }

        foreach (var name in before.Survivors.Keys.Where(name => !after.Survivors.ContainsKey(name)))
        {
            records.Remove(RecordKeys.Survivor(name));
        }
    }

    // A config came or went: whatever names a spec is named once more, and specs that nobody names are dropped.
    private void Sweep(RosterState after, IRecordSink records)
    {
        _archive.BeginSweep();
        records.Put(RecordKeys.Defaults, RecordDefaults.Process);
        Put(RecordKeys.Groups, [.. after.Groups.Values], _json.GroupSpecArray, records);
        Put(RecordKeys.Available, [.. after.Available.Groups], _json.GroupSpecArray, records);
        foreach (var entry in after.Processes.Values.Concat(after.Survivors.Values))
        {
            _archive.NumberOf(entry.Spec);
            if (entry.NextSpec is { } next) _archive.NumberOf(next);
        }

        var more = (after.Update?.Plan.Groups.SelectMany(plan => plan.Processes).Select(plan => plan.Spec) ?? [])
            .Concat(after.Update?.Plan.Groups.SelectMany(plan => plan.Old?.Processes ?? []) ?? [])
            .Concat(after.Update?.Plan.Groups.SelectMany(plan => plan.New?.Processes ?? []) ?? [])
            .Concat(after.Update?.Asked.Spec.Groups.SelectMany(group => group.Processes) ?? [])
            .Concat(after.WaitingUpdates.SelectMany(update => update.Spec.Groups).SelectMany(group => group.Processes))
            .Concat(after.ReloadSpec?.Roster.Groups.SelectMany(group => group.Processes) ?? []);
        foreach (var spec in more)
        {
            _archive.NumberOf(spec);
        }

        foreach (var number in _archive.EndSweep())
        {
            records.Remove(RecordKeys.Spec(number));
        }
    }

    private void PutOrRemove<T>(string key, T? value, JsonTypeInfo<T> type, IRecordSink records)
        where T : class
    {
        if (value is null) records.Remove(key);
        else Put(key, value, type, records);
    }

    private void Put<T>(string key, T value, JsonTypeInfo<T> type, IRecordSink records) =>
        Put(key, JsonSerializer.SerializeToUtf8Bytes(value, type), records);

    private void Put(string key, ReadOnlySpan<byte> bytes, IRecordSink records)
    {
        foreach (var (number, spec) in _archive.TakeNew())
        {
            records.Put(RecordKeys.Spec(number), JsonSerializer.SerializeToUtf8Bytes(spec, RecordFormat.Whole.ProcessSpec));
        }

        records.Put(key, bytes);
    }

    private static RosterRecord RecordOf(RosterState state) =>
        new(state.Phase, state.LastGenerationGone) { ExitWhen = state.ExitWhen, Ending = state.Ending };

    private static bool SameStops(RosterState before, RosterState after)
    {
        var (stops, now) = (before.StopSequences, after.StopSequences);
        if (ReferenceEquals(stops, now)) return true;
        if (stops.Count != now.Count) return false;
        for (var i = 0; i < stops.Count; i++)
        {
            if (!SameStop(stops[i], now[i])) return false;
        }

        return true;
    }

    private static bool SameStop(StopSequence before, StopSequence after) =>
        ReferenceEquals(before.Later, after.Later) && ReferenceEquals(before.Purpose, after.Purpose)
        && after.Pending.Count <= before.Pending.Count;
}
