using System.Diagnostics;

namespace Supervisor.Engine.Output;

/// <summary>The monotonic clock in ticks of 100 ns, which is what the pump reckons delays in.</summary>
internal static class PumpClock
{
    public static long Now => Stopwatch.GetElapsedTime(0).Ticks;
}
