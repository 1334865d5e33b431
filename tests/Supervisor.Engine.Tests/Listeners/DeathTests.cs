using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Listeners;

/// <summary>The daemon's brain dies at every place there is, and listeners notice nothing.</summary>
public sealed class DeathTests
{
    private const int Events = 12;

    // Larger than a pipe, so that some deaths come while a part of an event is sent.
    private static readonly int[] Sizes = [3, 200_000, 40, 70_000];

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Whenever_the_brain_dies_each_event_is_processed_once(int listeners, bool afterTheCommit)
    {
        for (var commit = 1; commit <= 45; commit += listeners)
        {
            using var rig = new PoolsRig();
            for (var i = 0; i < listeners; i++) rig.Add(seed: commit + i);
            MortalJournal? mortal = null;
            rig.Begin(journal => mortal = new MortalJournal(journal, commit, afterTheCommit));
            var events = 1 + (commit % Events);
            for (var i = 0; i < events; i++) rig.Happen(Data(i));
            await DeathOrTheEnd(rig, mortal!);
            rig.HappenUntold(Data(events));

            // The next one dies early, too.
            rig.Begin(journal => mortal = new MortalJournal(journal, 1 + (commit % 4), afterTheCommit));
            await DeathOrTheEnd(rig, mortal!);
            rig.HappenUntold(Data(events + 1));
            rig.Begin();
            await AllSeen(rig, $"after deaths at commit {commit}");
            Assert.Equal(rig.Expected.Order(), rig.Listeners.SelectMany(listener => listener.Seen).Order());
            if (listeners == 1) Assert.Equal(rig.Expected, rig.Listeners[0].Seen);
            rig.Pools.Dispose();
        }
    }

    [Fact]
    public async Task A_brain_that_leaves_in_order_is_followed_by_one_that_goes_on()
    {
        using var rig = new PoolsRig();
        rig.Add();
        rig.Add();
        for (var round = 0; round < 20; round++)
        {
            rig.Begin();
            for (var i = 0; i < 5; i++) rig.Happen(Data((5 * round) + i));
            if (round % 2 == 0) await Task.Delay(round, TestContext.Current.CancellationToken);
            rig.Pools.Dispose();
        }

        rig.Begin();
        await AllSeen(rig, "after the last brain");
        Assert.Equal(rig.Expected.Order(), rig.Listeners.SelectMany(listener => listener.Seen).Order());
        rig.Pools.Dispose();
    }

    private static string Data(int number) => new string((char)('a' + (number % 26)), Sizes[number % Sizes.Length]) + number;

    // One that has nothing left to do leaves: there are never two.
    private static async Task DeathOrTheEnd(PoolsRig rig, MortalJournal journal)
    {
        await Eventually.IsTrueAsync(() => journal.Dead.IsSet || IsDone(rig), "the brain is dead or has nothing left to do");
        if (!journal.IsTooLate()) rig.Pools.Dispose();
    }

    private static Task AllSeen(PoolsRig rig, string when) => Eventually.IsTrueAsync(
        () => Task.FromResult(IsDone(rig)),
        () => $"{when}: {rig.Listeners.Sum(listener => listener.Seen.Count)} of {rig.Expected.Count()} seen, "
            + $"{string.Join(" ", rig.Listeners.Select(rig.PhaseOf))}, {string.Join(" ", rig.Listeners.Select(listener => listener.Complaint))}");

    private static bool IsDone(PoolsRig rig) => rig.Listeners.Sum(listener => listener.Seen.Count) >= rig.Expected.Count();
}
