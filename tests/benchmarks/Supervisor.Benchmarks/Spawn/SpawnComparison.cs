using System.Diagnostics;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>
/// Compares ways to start children. The variants take turns within one run, so that what else the machine does meets all of
/// them alike; what is printed is the median of the turns.
/// </summary>
internal static class SpawnComparison
{
    public static int Run(SpawnSettings settings)
    {
        SpawnCommands.Ordinary |= settings.Ordinary;
        SpawnCommands.Prepare();
        using var surroundings = new Surroundings(settings);
        var variants = Variants().Where(variant => settings.Only.Split(',').Any(part => variant.Name.Contains(part, StringComparison.Ordinal))).ToArray();
        var times = variants.Select(_ => new List<(double Wall, double Processor, double Switches)>()).ToArray();
        foreach (var (_, run) in variants) run(settings.Children);
        for (var round = 0; round < settings.Rounds; round++)
        {
            for (var i = 0; i < variants.Length; i++) times[i].Add(PerChild(variants[i].Run, settings.Children));
        }

        Console.WriteLine(
            $"{settings.Rounds} rounds of {settings.Children} children, parent of {Environment.WorkingSet >> 20} MiB with {Directory.GetFiles("/proc/self/fd").Length} descriptors");
        Console.WriteLine($"{"microseconds per child",-40} {"median",8} {"x bare",7} {"best",8} {"x bare",7} {"our CPU",8} {"switches",8}");
        var bare = (Median: double.NaN, Best: double.NaN);
        for (var i = 0; i < variants.Length; i++)
        {
            var walls = times[i].Select(time => time.Wall).Order().ToArray();
            var (median, best) = (walls[walls.Length / 2], walls[0]);
            var processor = times[i].Select(time => time.Processor).Order().ElementAt(walls.Length / 2);
            var switches = times[i].Select(time => time.Switches).Order().ElementAt(walls.Length / 2);
            if (variants[i].Name.Contains("bare", StringComparison.Ordinal)) bare = (median, best);
            Console.WriteLine($"{variants[i].Name,-40} {median,8:F0} {median / bare.Median,7:F2} {best,8:F0} {best / bare.Best,7:F2} {processor,8:F0} {switches,8:F1}");
        }

        SpawnCommands.Clean();
        return 0;
    }

    private static (string Name, Action<int> Run)[] Variants()
    {
        var many = new ManyAtOnce([SpawnCommands.Printing, SpawnCommands.Text], live: false);
        var live = new ManyAtOnce(SpawnCommands.Waiting, live: true);
        return
        [
            ("seq: bare posix_spawn + waitid", OneAfterTheOther.Bare),
            ("seq: Launcher", OneAfterTheOther.ByLauncher),
            ("seq: Popen", OneAfterTheOther.ByPopen),
            ("seq: System.Diagnostics.Process", OneAfterTheOther.ByFramework),
            ("seq: exec stage by Popen", OneAfterTheOther.ByExecStage),
            ("capture: bare posix_spawn, read, waitid", Capture.Bare),
            ("capture: Command.CheckOutputAsync", Capture.ByCommand),
            ("capture: System.Diagnostics.Process", Capture.ByFramework),
            .. Of("many", many),
            .. Of("live", live),
            ("talk: Popen", Conversation.ByPopen),
            ("talk: System.Diagnostics.Process", Conversation.ByFramework),
        ];
    }

    private static (string Name, Action<int> Run)[] Of(string name, ManyAtOnce many) =>
    [
        ($"{name}: bare posix_spawn + waitid", many.Bare),
        ($"{name}: Launcher", many.ByLauncher),
        ($"{name}: Popen", many.ByPopen),
        ($"{name}: System.Diagnostics.Process", many.ByFramework),
        ($"{name}: exec stage by Popen", many.ByExecStage),
    ];

    private static (double Wall, double Processor, double Switches) PerChild(Action<int> run, int children)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var switches = OwnUsage.Switches;
        var clock = Stopwatch.StartNew();
        run(children);
        var wall = clock.Elapsed.TotalMicroseconds / children;
        var used = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / children;
        return (wall, used, (double)(OwnUsage.Switches - switches) / children);
    }
}
