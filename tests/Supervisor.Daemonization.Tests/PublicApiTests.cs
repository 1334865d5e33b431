using Supervisor.Testing;

namespace Supervisor.Daemonization.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_recorded_one()
    {
        if (PublicApiText.Difference(typeof(DaemonContext).Assembly, "tests", "Supervisor.Daemonization.Tests", "PublicApi.txt") is { } difference) Assert.Fail(difference);
    }
}
