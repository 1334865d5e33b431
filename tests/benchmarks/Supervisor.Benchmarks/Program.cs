using Supervisor.Benchmarks.Pump;
using Supervisor.Benchmarks.Reactor;
using Supervisor.Benchmarks.Spawn;
using Supervisor.Subprocess.Launching;

ExecStage.RunIfRequested(args);

switch (args)
{
    case ["pump", ..]:
        PumpComparison.Run(args.AsSpan(1));
        return 0;
    case ["spawn", ..]:
        return SpawnComparison.Run(SpawnSettings.Parse(args[1..]));
    case ["reactor"]:
        EventCost.Run();
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: Supervisor.Benchmarks pump [MiB [DIRECTORY]] | spawn [rounds=N] [children=N] [heap=MiB] [descriptors=N] [ordinary] [only=PART] | reactor");
        return 2;
}
