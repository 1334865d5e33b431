using System.Buffers;
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
    private const int SmallEnough = 16 * 1024;

    private ArrayBufferWriter<byte> _buffer = new();
    private Utf8JsonWriter? _writer;
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
        _signals = false;
        foreach (var kill in step.Effects.OfType<Effect.Kill>())
        {
            if (!_signals) BeginSignals();
            Write(kill);
        }

        if (_signals) EndSignals();
    }

    private void BeginSignals()
    {
        _signals = true;
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        _writer.Reset();
        _writer.WriteStartArray();
    }

    // As the serializer would write it, at a fraction of the price.
    private void Write(Effect.Kill kill)
    {
        _writer!.WriteStartObject();
        _writer.WriteProcess(nameof(kill.Process), kill.Process);
        _writer.WriteNumber(nameof(kill.Generation), kill.Generation);
        _writer.WriteSignal(nameof(kill.Signal), kill.Signal);
        _writer.WriteNumber(nameof(kill.Target), (int)kill.Target);
        _writer.WriteEndObject();
    }

    private void EndSignals()
    {
        _writer!.WriteEndArray();
        _writer.Flush();
        journal.Put(SignalsKey, _buffer.WrittenSpan);

        // A stop of everything is rare, and its room is not held.
        if (_buffer.Capacity > SmallEnough) (_buffer, _writer) = (new ArrayBufferWriter<byte>(), null);
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
