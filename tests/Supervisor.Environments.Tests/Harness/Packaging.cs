using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>The scripts of <c>packaging/</c>, run on the binaries under test.</summary>
internal static class Packaging
{
    private static readonly string BinaryFolder = Path.GetDirectoryName(Binaries.Supervisord)!;

    /// <summary>Skips the test where there are only binaries that need the .NET runtime, which are not packaged.</summary>
    public static void NeedsRelease() => Assert.SkipUnless(Binaries.AreReleased, "needs release binaries (SUPERVISOR_BIN)");

    /// <summary>Runs a script that must succeed; its output without the last newline.</summary>
    public static async Task<string> RunAsync(string script, IReadOnlyDictionary<string, string?> environment, params string[] words)
    {
        var result = await TryAsync(script, environment, words);
        Assert.True(result.ExitCode == 0, $"{script} {string.Join(' ', words)}: {result}");
        return result.Stdout.TrimEnd('\n');
    }

    public static Task<CommandResult> TryAsync(string script, IReadOnlyDictionary<string, string?> environment, params string[] words) => Command.RunAsync(
        [Repository.PathOf("packaging", script), .. words], "", new Dictionary<string, string?>(environment) { ["SUPERVISOR_BIN"] = BinaryFolder });

    /// <summary>Builds the Debian package of a version; returns its path. Packed quickly rather than tightly.</summary>
    public static Task<string> BuildDebAsync(string folder, string version) =>
        RunAsync("deb.sh", new Dictionary<string, string?> { ["VERSION"] = version, ["COMPRESSION"] = "gzip -z1" }, folder);
}
