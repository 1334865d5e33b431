using System.Diagnostics;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>Runs a command to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<CommandResult> RunAsync(params string[] words) => RunAsync(words, "");

    /// <param name="words">The program and its arguments.</param>
    /// <param name="input">What it reads from its stdin.</param>
    /// <param name="environment">Variables to set; a null value removes one.</param>
    /// <param name="directory">Where it starts.</param>
    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> words,
        string input,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? directory = null)
    {
        using var process = Process.Start(StartInfo(words, environment, directory))!;
        using var patience = new CancellationTokenSource(Patience);
        var stdout = process.StandardOutput.ReadToEndAsync(patience.Token);
        var stderr = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading.
        }

        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new CommandResult(process.ExitCode, await stdout, await stderr);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"not ended within {Patience.TotalSeconds} s: {string.Join(' ', words)}");
        }
    }

    /// <summary>Everything redirected, and no setting of the caller's that would reach the binaries under test.</summary>
    public static ProcessStartInfo StartInfo(
        IReadOnlyList<string> words, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null)
    {
        var info = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "/",
        };
        foreach (var name in info.Environment.Keys.Where(IsOfTestRunner).ToList())
        {
            info.Environment.Remove(name);
        }

        // A runtime that execs or is killed leaves the pipes of its diagnostics in the temporary folder.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null) info.Environment.Remove(name);
            else info.Environment[name] = value;
        }

        return info;
    }

    private static bool IsOfTestRunner(string name) =>
        name.StartsWith("XUNIT", StringComparison.Ordinal) || name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.Ordinal) || name.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)
        || name is "DOTNET_STARTUP_HOOKS" or "DOTNET_HOST_PATH" or "SUPERVISOR_BIN";
}
