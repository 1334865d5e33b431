using System.Globalization;
using Xunit.Sdk;

namespace Supervisor.Core.Tests.Simulation;

public sealed class SimulationTests
{
    private const int Batches = 8;

    private static readonly int SeedsPerBatch = Number("SIMULATION_SEEDS") ?? 40;

    public static TheoryData<int> FirstSeeds => [.. Enumerable.Range(0, Batches).Select(batch => batch * SeedsPerBatch)];

    /// <summary><c>SIMULATION_SEED=n</c> lives that life too; <c>SIMULATION_SEEDS=n</c> takes n seeds for each batch.</summary>
    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public void A_random_life_breaks_no_invariant(int firstSeed)
    {
        var lives = Enumerable.Range(firstSeed, SeedsPerBatch).Concat(Wanted(firstSeed)).Select(Live).ToList();

        Assert.True(lives.Sum(life => life.Steps) > SeedsPerBatch * 200, "the lives are too quiet to prove anything");
        Assert.True(lives.Sum(life => life.UpdatesChecked) > SeedsPerBatch, "too few updates are ever done");
    }

    private static IEnumerable<int> Wanted(int firstSeed) =>
        firstSeed == 0 && Number("SIMULATION_SEED") is { } seed ? [seed] : [];

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static SimulatedSupervisor Live(int seed)
    {
        var life = new SimulatedSupervisor(seed);
        try
        {
            life.Run();
            return life;
        }
        catch (Exception exception)
        {
            throw new XunitException($"seed {seed}: {exception.Message}\n{life.Transcript}", exception);
        }
    }
}
