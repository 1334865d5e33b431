using System.Diagnostics;
using Supervisor.Posix.Host;

namespace Supervisor.Keeper.Tests;

/// <summary>When a process began, which has to be what /proc says to whoever looks later.</summary>
public sealed class StartTimeTests
{
    private const int Starts = 60;

    [Fact]
    public void What_is_known_without_proc_is_what_proc_says()
    {
        for (var i = 0; i < Starts; i++)
        {
            var began = SystemClock.SinceBoot;
            using var process = Process.Start("/bin/sleep", ["1000"]);
            try
            {
                Assert.Equal(StartTime.Ticks(process.Id), StartTime.Of(process.Id, began));
            }
            finally
            {
                process.Kill();
                process.WaitForExit();
            }
        }
    }

    [Fact]
    public void A_start_that_took_longer_is_looked_up()
    {
        using var process = Process.GetCurrentProcess();
        Assert.Equal(StartTime.Ticks(process.Id), StartTime.Of(process.Id, began: 0));
    }
}
