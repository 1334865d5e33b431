using System.Diagnostics;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>Starts a child, waits for its end, starts the next one.</summary>
internal static class OneAfterTheOther
{
    private static readonly NativeCommand Native = new(SpawnCommands.Silent);

    private static readonly LaunchRequest Request = new()
    {
        Executable = SpawnCommands.Silent,
        Arguments = [SpawnCommands.Silent],
        Environment = SpawnCommands.OwnEnvironment,
    };

    private static readonly PopenOptions Options = new(SpawnCommands.Silent);

    public static unsafe void Bare(int children)
    {
        for (var i = 0; i < children; i++) BareSpawn.Run(Native.Path, Native.Arguments, Native.Environment);
    }

    public static void ByLauncher(int children)
    {
        for (var i = 0; i < children; i++)
        {
            var launched = (Launched)Launcher.Launch(Request);
            _ = ChildWait.Reap(launched.Pid);
            launched.Pidfd.Dispose();
        }
    }

    public static void ByPopen(int children) => ByPopen(children, Options);

    public static void ByExecStage(int children) => ByPopen(children, Options with { Umask = 0x12 });

    public static void ByFramework(int children)
    {
        var info = new ProcessStartInfo(SpawnCommands.Silent) { UseShellExecute = false };
        for (var i = 0; i < children; i++)
        {
            using var process = Process.Start(info)!;
            process.WaitForExit();
        }
    }

    private static void ByPopen(int children, PopenOptions options)
    {
        for (var i = 0; i < children; i++)
        {
            using var child = Popen.Start(options);
            if (child.Wait() != 0) throw new InvalidOperationException("the child failed");
        }
    }
}
