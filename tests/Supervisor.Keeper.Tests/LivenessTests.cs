using Supervisor.Keeper.KeeperProcess;

namespace Supervisor.Keeper.Tests;

public sealed class LivenessTests
{
    private static readonly KeeperSettings Settings = new()
    {
        BrainExecutable = "/brain",
        BrainArguments = [],
        Patience = TimeSpan.FromSeconds(5),
        AnswerDeadline = TimeSpan.FromSeconds(10),
    };

    [Fact]
    public void While_nothing_is_outstanding_there_is_no_deadline()
    {
        var liveness = new Liveness(Settings);
        liveness.Reset(0);
        Assert.Equal(KeeperClock.Never, liveness.Due);

        liveness.Expect(0);
        liveness.Satisfied(1);
        Assert.Equal(KeeperClock.Never, liveness.Due);
    }

    [Fact]
    public void What_stays_without_reaction_is_asked_about_once_and_an_answer_ends_it()
    {
        var liveness = new Liveness(Settings);
        liveness.Reset(0);
        liveness.Expect(0);
        liveness.Expect(3000);

        Assert.Equal(LivenessStep.Nothing, liveness.Step(4999));
        Assert.Equal(LivenessStep.Ask, liveness.Step(5000));
        liveness.Answered(liveness.Number, 6000);

        Assert.Equal(KeeperClock.Never, liveness.Due);
    }

    [Fact]
    public void Without_an_answer_the_brain_is_replaced()
    {
        var liveness = new Liveness(Settings);
        liveness.Reset(0);
        liveness.Expect(0);
        liveness.Step(5000);
        liveness.Expect(6000);

        Assert.Equal(LivenessStep.Nothing, liveness.Step(14_999));
        Assert.Equal(LivenessStep.Replace, liveness.Step(15_000));
    }

    [Fact]
    public void Who_works_through_very_much_is_asked_again_and_not_replaced()
    {
        // Ten thousand exits at once: the question waits behind them, and each that is taken in says that the brain works.
        var liveness = new Liveness(Settings);
        liveness.Reset(0);
        liveness.Expect(0);
        Assert.Equal(LivenessStep.Ask, liveness.Step(5000));

        for (var now = 5100; now < 60_000; now += 100)
        {
            _ = liveness.Satisfied(now);
            Assert.Equal(LivenessStep.Nothing, liveness.Step(now));
            liveness.Expect(now);
        }
    }

    [Fact]
    public void Who_signals_very_many_programs_is_asked_again_and_not_replaced()
    {
        // A stop of all is one decision: nothing is taken note of before the last signal.
        var liveness = new Liveness(Settings);
        liveness.Reset(0);
        liveness.Expect(0);
        for (var now = 0; now < 60_000; now += 100)
        {
            _ = liveness.Works(now);
            Assert.NotEqual(LivenessStep.Replace, liveness.Step(now));
        }

        Assert.Equal(LivenessStep.Replace, LastStep(liveness, 60_000, 80_000));
    }

    [Fact]
    public void Who_hangs_right_after_it_has_taken_note_of_something_is_asked_again_and_replaced()
    {
        var liveness = new Liveness(Settings);
        liveness.Reset(0);
        liveness.Expect(0);
        Assert.Equal(LivenessStep.Ask, liveness.Step(5000));
        Assert.True(liveness.Satisfied(6000));

        Assert.Equal(LivenessStep.Nothing, liveness.Step(10_999));
        Assert.Equal(LivenessStep.Ask, liveness.Step(11_000));
        Assert.Equal(LivenessStep.Replace, liveness.Step(21_000));
    }

    [Fact]
    public void Who_waits_for_an_answer_has_a_brain_that_rests_asked_at_once_and_only_once()
    {
        var liveness = new Liveness(Settings);
        liveness.Inquire(0);
        Assert.Equal(KeeperClock.Never, liveness.Due);
        liveness.Reset(0);
        liveness.Inquire(7000);
        Assert.Equal(LivenessStep.Ask, liveness.Step(7000));

        liveness.Inquire(8000);
        Assert.Equal(LivenessStep.Nothing, liveness.Step(16_999));
        Assert.Equal(LivenessStep.Replace, liveness.Step(17_000));
    }

    [Fact]
    public void What_comes_while_a_question_is_open_is_asked_about_after_it()
    {
        var liveness = new Liveness(Settings);
        liveness.Reset(0);
        liveness.Expect(0);
        liveness.Step(5000);
        liveness.Expect(5500);
        liveness.Answered(liveness.Number, 6000);

        Assert.Equal(11_000, liveness.Due);
    }

    [Fact]
    public void What_a_brain_was_told_before_it_was_ready_counts_from_then_on()
    {
        var liveness = new Liveness(Settings);
        liveness.Expect(0);
        Assert.Equal(KeeperClock.Never, liveness.Due);
        liveness.Reset(3000);
        Assert.Equal(8000, liveness.Due);

        liveness.Stop();
        liveness.Expect(4000);
        liveness.Satisfied(4001);
        liveness.Reset(5000);
        Assert.Equal(KeeperClock.Never, liveness.Due);
    }

    [Fact]
    public void A_watchdog_asks_at_its_interval()
    {
        var liveness = new Liveness(Settings with { WatchdogInterval = TimeSpan.FromSeconds(2) });
        liveness.Reset(0);

        Assert.Equal(LivenessStep.Ask, liveness.Step(2000));
        liveness.Answered(liveness.Number, 2001);
        Assert.Equal(4001, liveness.Due);
    }

    private static LivenessStep LastStep(Liveness liveness, int from, int until)
    {
        var last = LivenessStep.Nothing;
        for (var now = from; now < until && last != LivenessStep.Replace; now += 100) last = liveness.Step(now);
        return last;
    }
}
