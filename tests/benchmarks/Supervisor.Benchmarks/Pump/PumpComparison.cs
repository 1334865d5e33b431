using System.Diagnostics;
using System.Globalization;
using Supervisor.Core.Output;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Taps;
using Supervisor.Posix.Files;

namespace Supervisor.Benchmarks.Pump;

/// <summary>Compares ways to move one program's lines into a file.</summary>
internal sealed class PumpComparison(long total, string directory)
{
    /// <param name="args">MiB to move (1024), and the folder to write in.</param>
    public static void Run(ReadOnlySpan<string> args)
    {
        var bytes = (args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1024) * 1024 * 1024;
        var directory = Directory.CreateTempSubdirectory(args.Length > 1 ? args[1] + "/" : "pump-").FullName;
        new PumpComparison(bytes / LineWriter.LineBytes * LineWriter.LineBytes, directory).Run();
        Directory.Delete(directory, recursive: true);
    }

    private void Run()
    {
        Console.WriteLine($"{"variant",-28} {"MB/s",8} {"CPU s/GiB",10} {"complete",9}");
        Naive();
        Measure("splice, no rotation", RotationPolicy.Never, []);
        Measure("splice, rotated at 50 MB", new RotationPolicy(50L * 1024 * 1024, 30), []);
        Measure("read/write (a tap)", RotationPolicy.Never, [new SilentTap()]);
    }

    private void Naive()
    {
        var path = Path.Combine(directory, "naive.log");
        var (read, write) = Pipe.Create();
        var clock = Stopwatch.StartNew();
        NaiveReader.Start(read, path);
        LineWriter.Start(write, total).Join();
        NaiveReader.Finished.Wait();
        Print("read/write at once", clock.Elapsed, ThreadCost.Of(NaiveReader.ThreadName), new FileInfo(path).Length);
        NaiveReader.Release.Set();
        File.Delete(path);
    }

    private void Measure(string name, RotationPolicy policy, IReadOnlyList<IOutputTap> taps)
    {
        var path = Path.Combine(directory, "out.log");
        using var pump = new OutputPump(notice => Console.WriteLine(notice.Message));
        var channel = pump.Open(new ChannelSettings(name, SinkTarget.FromPath(path), policy));
        channel.SetTaps(taps);
        channel.Prepare();
        var (read, write) = Pipe.Create();
        using var ended = new ManualResetEventSlim();
        var clock = Stopwatch.StartNew();
        channel.Attach(read, ended.Set);
        LineWriter.Start(write, total).Join();
        ended.Wait();
        Print(name, clock.Elapsed, ThreadCost.Of(OutputPump.ThreadName), Directory.GetFiles(directory).Sum(file => new FileInfo(file).Length));
        channel.CloseAsync().Wait();
        foreach (var file in Directory.GetFiles(directory)) File.Delete(file);
    }

    private void Print(string name, TimeSpan elapsed, TimeSpan cost, long kept)
    {
        var gibibytes = total / (1024.0 * 1024 * 1024);
        Console.WriteLine($"{name,-28} {total / 1e6 / elapsed.TotalSeconds,8:F0} {cost.TotalSeconds / gibibytes,10:F2} {(kept == total ? "yes" : $"{kept - total}"),9}");
    }

    private sealed class SilentTap : IOutputTap
    {
        public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes) => bytes;

        public ReadOnlySpan<byte> End() => default;
    }
}
