using System.Diagnostics;
using System.Globalization;
using Mono.Unix.Native;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>Counts the system calls that the threads of some processes make meanwhile, with strace(1).</summary>
internal sealed class SystemCalls : IAsyncDisposable
{
    private readonly Process _strace;
    private readonly string _report;

    private SystemCalls(Process strace, string report) => (_strace, _report) = (strace, report);

    /// <summary>Begins to count, for the threads that there are now.</summary>
    public static async Task<SystemCalls> CountAsync(string report, params int[] pids)
    {
        var threads = pids.SelectMany(ThreadsOf).ToList();
        var strace = Process.Start(Command.StartInfo(["strace", "-c", "-o", report, .. threads.Select(thread => $"--attach={thread}")]))!;
        var counting = new SystemCalls(strace, report);
        await Eventually.IsTrueAsync(() => threads.TrueForAll(IsTraced), "strace is attached");
        return counting;
    }

    public static bool CanCount => File.Exists("/usr/bin/strace");

    /// <summary>Ends, and tells how many calls of each name there were.</summary>
    public async Task<IReadOnlyDictionary<string, int>> EndAsync()
    {
        _ = Syscall.kill(_strace.Id, Signum.SIGINT);
        await _strace.WaitForExitAsync();

        // % time, seconds, usecs/call, calls, errors if any, name.
        return (await File.ReadAllLinesAsync(_report))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length >= 5 && int.TryParse(words[3], CultureInfo.InvariantCulture, out _) && words[^1] != "total")
            .ToDictionary(words => words[^1], words => int.Parse(words[3], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_strace.HasExited)
        {
            _strace.Kill();
            await _strace.WaitForExitAsync();
        }

        _strace.Dispose();
    }

    private static IEnumerable<int> ThreadsOf(int pid) =>
        Directory.EnumerateDirectories($"/proc/{pid}/task").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture));

    // Or it has ended meanwhile.
    private static bool IsTraced(int thread)
    {
        try
        {
            return File.ReadLines($"/proc/{thread}/status").Any(line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && line.Split('\t')[1] != "0");
        }
        catch (IOException)
        {
            return true;
        }
    }
}
