using System.Diagnostics;
using Supervisor.Subprocess;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>Takes the output of a command as text, and then that of the next one.</summary>
internal static class Capture
{
    private static readonly NativeCommand Native = new(Words);

    private static string[] Words => [SpawnCommands.Printing, SpawnCommands.Text];

    public static unsafe void Bare(int children)
    {
        for (var i = 0; i < children; i++)
        {
            var (pid, output) = BareSpawn.StartPiped(Native.Path, Native.Arguments, Native.Environment);
            Check(BareSpawn.Finish(pid, output));
        }
    }

    public static void ByCommand(int children) => ByCommandAsync(children).GetAwaiter().GetResult();

    public static void ByFramework(int children) => ByFrameworkAsync(children).GetAwaiter().GetResult();

    private static async Task ByCommandAsync(int children)
    {
        var options = new PopenOptions(Words);
        for (var i = 0; i < children; i++) Check((await Command.CheckOutputAsync(options).ConfigureAwait(false)).Length);
    }

    private static async Task ByFrameworkAsync(int children)
    {
        var info = new ProcessStartInfo(Words[0], Words.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true };
        for (var i = 0; i < children; i++)
        {
            using var process = Process.Start(info)!;
            var text = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
            await process.WaitForExitAsync().ConfigureAwait(false);
            process.StandardOutput.Dispose();
            Check(text.Length);
        }
    }

    private static void Check(long length)
    {
        if (length != SpawnCommands.Text.Length + 1) throw new InvalidOperationException($"{length} bytes came");
    }
}
