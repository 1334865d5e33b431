using System.Text;
using Supervisor.Core.Listeners;

namespace Supervisor.Core.Tests.Listeners;

public sealed class ListenerFuzzTests
{
    private static readonly string[] Words =
    [
        "READY\n", "RESULT 2\nOK", "RESULT 4\nFAIL", "RESULT ", "RESULT 0\n", "\n", "READY", "OK", "RESULT 1048577\n", "RESULT 99999999999\n", "\0\xff", "x",
    ];

    [Fact]
    public void Whatever_a_listener_writes_nothing_is_lost_doubled_or_kept_without_bound()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var pools = new PoolsUnderTest(bufferSize: 5, listeners: 2);
            var told = 0;
            for (var step = 0; step < 60; step++)
            {
                var listener = random.Next(2);
                switch (random.Next(6))
                {
                    case 0:
                        pools.Tell($"{told++}");
                        break;
                    case 1 when random.Next(4) == 0:
                        pools.End(listener);
                        pools.Ready(listener);
                        break;
                    case 2:
                        pools.Sent(listener);
                        break;
                    case 3 when random.Next(8) == 0:
                        pools.Do(new PoolsInput.SendFailed(PoolsUnderTest.Name(listener), 1));
                        break;
                    default:
                        var words = new StringBuilder();
                        for (var i = random.Next(1, 4); i > 0; i--) words.Append(Words[random.Next(Words.Length)]);
                        if (random.Next(30) == 0) words.Append('x', random.Next(5000));
                        pools.Write(words.ToString(), listener);
                        break;
                }

                AssertSound(pools, told, seed);
            }
        }
    }

    private static void AssertSound(PoolsUnderTest pools, int told, int seed)
    {
        var flying = pools.P.Listeners.Values.Select(listener => listener.InFlight).OfType<BufferedEvent>().ToList();
        var cared = pools.P.Buffer.Concat(flying).Select(item => item.Entry).ToList();
        Assert.True(cared.Distinct().Count() == cared.Count, $"seed {seed}: an event is in two places");
        Assert.True(pools.P.Buffer.Count <= 5, $"seed {seed}: the buffer is too long");
        var processed = pools.Log.Count(line => line == "EventProcessed");
        Assert.True(told == cared.Count + processed + pools.P.Discarded, $"seed {seed}: an event is lost");
        Assert.All(pools.P.Listeners.Values, listener => Assert.InRange(listener.Pending.Length, 0, (1024 * 1024) + 4096));
        Assert.All(pools.P.Listeners.Values, listener => Assert.True(listener.Phase == ListenerPhase.Busy || listener.InFlight is null, $"seed {seed}"));
    }
}
