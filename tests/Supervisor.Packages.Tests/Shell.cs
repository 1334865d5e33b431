using System.Diagnostics;

namespace Supervisor.Packages.Tests;

/// <summary>Runs a command to its end.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The output, stderr after stdout. Fails the test when the status is not 0.</summary>
    public static async Task<string> RunAsync(string directory, params string[] words)
    {
        var (status, output) = await TryRunAsync(directory, words);
        Assert.True(status == 0, $"{string.Join(' ', words)} ended with {status}:\n{output}");
        return output;
    }

    public static async Task<(int Status, string Output)> TryRunAsync(string directory, params string[] words)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The tests' own surroundings are not those of a user at a prompt.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("NOTIFY_SOCKET");
        start.Environment.Remove("CI");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await stdout + await stderr);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"not ended within {Patience.TotalSeconds} s: {string.Join(' ', words)}");
        }
    }
}
