using System.Text.Json;
using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Engine.Notices;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// Writes down each step of the reactor: its state before anything is done for it, and the signals that have to be sent
/// until they were sent. A start needs no such note: whether it was done can be seen from the host's children.
/// </summary>
internal sealed class StepJournal(IJournal journal, RosterRecorder recorder, NoticeOutbox outbox)
{
    private const string SignalsKey = "signals";
    private bool _signals;

    /// <summary>The signals that an earlier brain was about to send; it may have sent some of them.</summary>
    public static IReadOnlyList<Effect.Kill> SignalsToRepeat(IReadOnlyDictionary<string, byte[]> records) =>
        records.TryGetValue(SignalsKey, out var text)
            ? JsonSerializer.Deserialize(text, StepJson.Default.KillArray) ?? []
            : [];

    /// <summary>Takes in what a step has changed.</summary>
    public void Note(RosterState before, StepResult step)
    {
        recorder.Record(before, step, journal);
        outbox.Note(step);
        Effect.Kill[] kills = [.. step.Effects.OfType<Effect.Kill>()];
        _signals = kills.Length > 0;
        if (_signals) journal.Put(SignalsKey, JsonSerializer.SerializeToUtf8Bytes(kills, StepJson.Default.KillArray));
    }

    /// <summary>Before anything is done.</summary>
    public void Decided() => journal.Commit();

    /// <summary>After everything was done.</summary>
    public void Done()
    {
        if (_signals) journal.Remove(SignalsKey);
        journal.Commit();
    }
}
