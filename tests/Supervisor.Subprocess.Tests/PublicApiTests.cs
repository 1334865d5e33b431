using Supervisor.Testing;

namespace Supervisor.Subprocess.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_recorded_one()
    {
        if (PublicApiText.Difference(typeof(Popen).Assembly, "tests", "Supervisor.Subprocess.Tests", "PublicApi.txt") is { } difference) Assert.Fail(difference);
    }
}
