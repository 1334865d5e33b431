using System.Diagnostics;
using System.Globalization;
using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Time;

namespace Supervisor.Benchmarks.Reactor;

/// <summary>
/// What the decision about one event takes among ever more programs: a step of the core, the record of it, and the new state, which is the snapshot
/// that readers get. An event is what a restart is made of: an exit, and the news that the next life runs.
/// </summary>
internal static class EventCost
{
    private const int Events = 20_000;
    private static readonly int[] Sizes = [100, 1_000, 10_000, 100_000];

    public static void Run()
    {
        // For the compiler, where there is one.
        Measure(Sizes[0], TextWriter.Null);
        Console.WriteLine("| programs | us per event, median | 99th percentile | bytes allocated per event | bytes on record per event |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            Measure(size, Console.Out);
        }
    }

    private static void Measure(int size, TextWriter table)
    {
        var sink = new CountingSink();
        var recorder = new RosterRecorder();
        var state = Boot(size, recorder, sink);
        var generations = new int[size];
        var random = new Random(size);
        var times = new double[Events];
        Cycle(ref state, recorder, sink, generations, random, times);

        // The first time was for the runtime to get warm, and for the memory of the start to be given back.
        GC.Collect();
        sink.Bytes = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(ref state, recorder, sink, generations, random, times);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (state.Processes.Values.Any(entry => entry.State is not ProcessState.Running)) throw new InvalidOperationException("an event was none");
        Array.Sort(times);
        table.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {size:N0} | {times[Events / 2] / 1000:N2} | {times[Events * 99 / 100] / 1000:N2} | {allocated / Events:N0} | {sink.Bytes / Events:N0} |"));
    }

    private static void Cycle(ref RosterState state, RosterRecorder recorder, CountingSink sink, int[] generations, Random random, double[] times)
    {
        for (var i = 0; i < Events; i += 2)
        {
            var number = random.Next(generations.Length);
            var name = Name(number);
            var generation = ++generations[number];
            times[i] = Step(ref state, recorder, sink, new Input.ChildExited(name, generation, new ExitOutcome.Code(1)));
            times[i + 1] = Step(ref state, recorder, sink, new Input.Spawned(name, generation + 1, 1000 + number));
        }
    }

    private static double Step(ref RosterState state, RosterRecorder recorder, CountingSink sink, Input input)
    {
        var began = Stopwatch.GetTimestamp();
        var result = RosterMachine.Step(state, input, Now());
        recorder.Record(state, result, sink);
        state = result.State;
        return Stopwatch.GetElapsedTime(began).TotalNanoseconds;
    }

    private static RosterState Boot(int size, RosterRecorder recorder, CountingSink sink)
    {
        var programs = Enumerable.Range(0, size).Select(number => new ProcessSpec
        {
            Name = Name(number),
            Program = "web",
            Command = new CommandLine("/bin/web", ["/bin/web"]),
            StartDuration = TimeSpan.Zero,
            AutoRestart = RestartPolicy.Always,
        });
        var state = RosterState.Empty;
        _ = Step(ref state, recorder, sink, new Input.Boot(new RosterSpec([new GroupSpec("web", 999, programs.ToValueList())])));
        for (var number = 0; number < size; number++)
        {
            _ = Step(ref state, recorder, sink, new Input.Spawned(Name(number), 1, 1000 + number));
        }

        return state;
    }

    private static ProcessName Name(int number) => new("web", string.Create(CultureInfo.InvariantCulture, $"web_{number:00000}"));

    private static Moment Now() => new(new Instant(Stopwatch.GetTimestamp() / 100), DateTimeOffset.UtcNow);

    private sealed class CountingSink : IRecordSink
    {
        public long Bytes { get; set; }

        public void Put(string key, ReadOnlySpan<byte> value) => Bytes += key.Length + value.Length;

        public void Remove(string key) => Bytes += key.Length;
    }
}
