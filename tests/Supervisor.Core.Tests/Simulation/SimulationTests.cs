using System.Globalization;
using Xunit.Sdk;

namespace Supervisor.Core.Tests.Simulation;

public sealed class SimulationTests
{
    private const int Batches = 8;
    private const int SeedsPerBatch = 60;

    public static TheoryData<int> FirstSeeds => [.. Enumerable.Range(0, Batches).Select(batch => batch * SeedsPerBatch)];

    /// <summary><c>SIMULATION_SEED=n</c> adds one seed more to the first batch.</summary>
    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public void A_random_life_breaks_no_invariant(int firstSeed)
    {
        var steps = 0;
        foreach (var seed in Enumerable.Range(firstSeed, SeedsPerBatch).Concat(Wanted(firstSeed)))
        {
            steps += Live(seed);
        }

        Assert.True(steps > SeedsPerBatch * 50, $"only {steps} steps: the lives are too quiet to prove anything");
    }

    private static IEnumerable<int> Wanted(int firstSeed) =>
        firstSeed == 0 && Environment.GetEnvironmentVariable("SIMULATION_SEED") is { } seed
            ? [int.Parse(seed, CultureInfo.InvariantCulture)]
            : [];

    private static int Live(int seed)
    {
        var life = new SimulatedSupervisor(seed);
        try
        {
            life.Run();
            return life.Steps;
        }
        catch (Exception exception)
        {
            throw new XunitException($"seed {seed}: {exception.Message}\n{life.Transcript}", exception);
        }
    }
}
