using System.Text;
using Supervisor.Core.Events;
using Supervisor.Core.Notices;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Recovery;

namespace Supervisor.Engine.Tests.Listeners;

public sealed class NoticeOutboxTests : IDisposable
{
    private readonly KeptInMemory _kept = new();

    public void Dispose() => _kept.Dispose();

    [Fact]
    public void What_the_pools_have_not_taken_is_there_for_the_next_brain_under_the_serials_that_it_was_told_with()
    {
        var (journal, bus, outbox) = Begin();
        List<long> told = [];
        bus.Subscribe(new Listener(told));
        Step(journal, bus, outbox, new Notice.GroupAdded("a"), new Notice.GaveUp(new ProcessName("a", "a")), new Notice.GroupAdded("b"));
        Step(journal, bus, outbox, new Notice.GroupRemoved("a"));
        Assert.Equal([1, 2, 3, 4], told);
        outbox.Taken(1);
        Step(journal, bus, outbox, new Notice.GroupRemoved("b"));

        var (_, nextBus, next) = Begin();
        Assert.Equal(
            ["3 groupname:b", "4 groupname:a", "5 groupname:b"],
            next.Recovered.Select(item => $"{item.Serial} {Encoding.UTF8.GetString(item.Message.Payload.Span).TrimEnd()}"));
        Assert.Equal(EventType.ProcessGroupRemoved, next.Recovered[^1].Message.Type);
        Assert.Equal(5, nextBus.LastSerial);
    }

    [Fact]
    public void Without_a_pool_nothing_is_kept()
    {
        var (journal, bus, outbox) = Begin();
        Step(journal, bus, outbox, hasPool: false, new Notice.GroupAdded("a"));
        Assert.Empty(Begin().Outbox.Recovered);
    }

    private (Journal Journal, NoticeBus Bus, NoticeOutbox Outbox) Begin()
    {
        var journal = _kept.Take("journal") is { } file
            ? Journal.Open(file, next => _kept.Keep("journal", next), _ => { })
            : Journal.Create(next => _kept.Keep("journal", next), _ => { });
        var bus = new NoticeBus();
        return (journal, bus, new NoticeOutbox(journal, bus));
    }

    private static void Step(Journal journal, NoticeBus bus, NoticeOutbox outbox, params Notice[] notices) =>
        Step(journal, bus, outbox, hasPool: true, notices);

    private static void Step(Journal journal, NoticeBus bus, NoticeOutbox outbox, bool hasPool, params Notice[] notices)
    {
        var group = new GroupSpec("p", -1, []) { Pool = hasPool ? new EventPoolSpec { Events = [EventType.Any] } : null };
        var state = RosterState.Empty with { Groups = RosterState.Empty.Groups.Add("p", group) };
        outbox.Note(new StepResult(state, [.. notices.Select(notice => new Effect.Tell(notice))], []));
        journal.Commit();
        foreach (var notice in notices) bus.Publish(notice);
    }

    private sealed class Listener(List<long> told) : INoticeListener
    {
        public void OnNotice(in NoticeRecord record) => told.Add(record.Serial);
    }
}
