using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Recovery;

namespace Supervisor.Engine.Tests.Recovery;

/// <summary>The signals of a step, as the brain finds them that follows one which died between its decision and the last of them.</summary>
public sealed class StepJournalTests
{
    private readonly Kept _kept = new();

    [Fact]
    public void The_signals_that_a_step_is_about_to_send_are_there_until_they_were_sent()
    {
        var journal = new StepJournal(_kept, new RosterRecorder(), new NoticeOutbox(_kept, new NoticeBus()));
        Effect.Kill[] few = [new(new ProcessName("g", "ä \"p\""), 7, Signal.Term, SignalTarget.Process), new(new ProcessName("g", "q"), -1, new Signal("RTMIN"), SignalTarget.ProcessGroup)];
        Effect.Kill[] many = [.. Enumerable.Range(0, 2000).Select(i => new Effect.Kill(new ProcessName("g", $"p{i}"), i, Signal.Kill, SignalTarget.Process))];
        foreach (var kills in new[] { few, many, few })
        {
            Note(journal, [new Effect.Finished(null), .. kills]);
            Assert.Equal(kills, StepJournal.SignalsToRepeat(_kept.Recovered));
            journal.Done();
            Assert.Empty(StepJournal.SignalsToRepeat(_kept.Recovered));
        }

        Note(journal, [new Effect.Finished(null)]);
        Assert.Empty(StepJournal.SignalsToRepeat(_kept.Recovered));
    }

    private static void Note(StepJournal journal, IReadOnlyList<Effect> effects)
    {
        journal.Note(RosterState.Empty, new StepResult(RosterState.Empty, effects, []));
        journal.Decided();
    }

    private sealed class Kept : IJournal
    {
        private readonly Dictionary<string, byte[]> _records = [];

        public IReadOnlyDictionary<string, byte[]> Recovered => _records;

        public void Put(string key, ReadOnlySpan<byte> value) => _records[key] = value.ToArray();

        public void Remove(string key) => _records.Remove(key);

        public void Commit()
        {
        }
    }
}
