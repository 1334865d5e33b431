using System.Text;
using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;

namespace Supervisor.Core.Tests.Simulation;

/// <summary>Records as a journal keeps them: the last one of each key.</summary>
internal sealed class RecordStore : IRecordSink
{
    private readonly Dictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, byte[]> All => _records;

    /// <summary>A state as text, written down from the beginning.</summary>
    public static string Of(RosterState state)
    {
        var store = new RecordStore();
        new RosterRecorder().Record(RosterState.Empty, new StepResult(state, [], [.. state.Processes.Keys]), store);
        return string.Join('\n', store._records.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {Encoding.UTF8.GetString(pair.Value)}"));
    }

    public void Put(string key, ReadOnlySpan<byte> value) => _records[key] = value.ToArray();

    public void Remove(string key) => _records.Remove(key);
}
