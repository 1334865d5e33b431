using Supervisor.Testing;

namespace Supervisor.Daemonization.Tests;

public sealed class PublicApiTests
{
    private static readonly string[] Recorded = ["tests", "Supervisor.Daemonization.Tests", "PublicApi.txt"];

    [Fact]
    public void The_public_api_is_the_recorded_one()
    {
        var actual = PublicApiText.Of(typeof(DaemonContext).Assembly);
        if (actual == File.ReadAllText(Repository.PathOf(Recorded))) return;

        var received = Path.Join(AppContext.BaseDirectory, "PublicApi.received.txt");
        File.WriteAllText(received, actual);
        Assert.Fail($"the public API has changed; if that is meant, copy {received} over {Path.Join(Recorded)}");
    }
}
