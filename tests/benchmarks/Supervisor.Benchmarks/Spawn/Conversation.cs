using System.Diagnostics;
using Supervisor.Subprocess;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>
/// Talks with all children at once: each is asked five times, thinks for 20 ms, and answers with the line that it got; then its stdin is closed
/// and it ends. So work processes, language servers and the like are used.
/// </summary>
internal static class Conversation
{
    private const int Questions = 5;

    public static void ByPopen(int children)
    {
        var options = new PopenOptions(SpawnCommands.Thinking) { Stdin = Redirect.Pipe, Stdout = Redirect.Pipe };
        Task.WhenAll(Enumerable.Range(0, children).Select(async _ =>
        {
            using var child = Popen.Start(options);
            await AskAsync(child.InputWriter!, child.OutputReader!).ConfigureAwait(false);
            await child.WaitAsync().ConfigureAwait(false);
        })).GetAwaiter().GetResult();
    }

    public static void ByFramework(int children)
    {
        var info = new ProcessStartInfo(SpawnCommands.Thinking[0], SpawnCommands.Thinking.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Task.WhenAll(Enumerable.Range(0, children).Select(async _ =>
        {
            using var process = Process.Start(info)!;
            process.StandardInput.AutoFlush = true;
            await AskAsync(process.StandardInput, process.StandardOutput).ConfigureAwait(false);
            await process.WaitForExitAsync().ConfigureAwait(false);
            process.StandardOutput.Dispose();
        })).GetAwaiter().GetResult();
    }

    private static async Task AskAsync(TextWriter questions, TextReader answers)
    {
        for (var i = 0; i < Questions; i++)
        {
            await questions.WriteLineAsync(SpawnCommands.Text).ConfigureAwait(false);
            await questions.FlushAsync().ConfigureAwait(false);
            if (await answers.ReadLineAsync().ConfigureAwait(false) != SpawnCommands.Text) throw new InvalidOperationException("another answer came");
        }

        questions.Close();
    }
}
