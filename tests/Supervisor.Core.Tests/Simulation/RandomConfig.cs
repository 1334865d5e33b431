using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Specs;

namespace Supervisor.Core.Tests.Simulation;

/// <summary>Configs from a small world of names, so that one differs from the next in interesting ways.</summary>
internal static class RandomConfig
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    public static RosterSpec Make(Random random) =>
        Given.Roster(Names.Where(_ => random.Next(4) != 0).Select(name => Group(random, name)));

    public static string Name(Random random) => Names[random.Next(Names.Length)];

    private static GroupSpec Group(Random random, string name)
    {
        var written = random.Next(2) == 0;
        var names = Enumerable.Range(0, random.Next(4)).Select(number => $"{name}{number}").ToArray();
        random.Shuffle(names);
        var processes = names.Select(process => Process(random, name, process)).ToValueList();
        return new GroupSpec(name, random.Next(3), processes) { Explicit = written };
    }

    private static ProcessSpec Process(Random random, string group, string name) => Given.Process(group, name) with
    {
        Command = new CommandLine($"/bin/{random.Next(2)}", []),
        Priority = random.Next(3),
        AutoStart = random.Next(4) != 0,
        AutoRestart = (RestartPolicy)random.Next(3),
        Essential = random.Next(60) == 0,
        StartDuration = TimeSpan.FromSeconds(random.Next(3)),
        StartRetries = random.Next(3),
        StopWait = TimeSpan.FromSeconds(random.Next(5)),
    };
}
