namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>The original's programs, from Debian's package <c>supervisor</c>, and Python's own XML-RPC client.</summary>
internal static class DebianSupervisor
{
    public const string Python = "/usr/bin/python3";
    private const string Package = "/usr/lib/python3/dist-packages/supervisor/supervisorctl.py";

    public static void IsNeeded() => Assert.SkipUnless(File.Exists(Package), "needs Debian's package supervisor (the original, in Python)");

    public static void PythonIsNeeded() => Assert.SkipUnless(File.Exists(Python), "needs /usr/bin/python3");

    /// <summary>Runs the original's supervisorctl with a config of its own.</summary>
    public static Task<CommandResult> CtlAsync(string config, params string[] words) => CtlAsync(config, "", words);

    /// <inheritdoc cref="CtlAsync(string, string[])"/>
    public static Task<CommandResult> CtlAsync(string config, string input, string[] words) =>
        Command.RunAsync([Python, "-m", "supervisor.supervisorctl", "-c", config, .. words], input, Utf8, "/");

    /// <summary>Runs a script; what it prints is the result.</summary>
    public static async Task<string> PythonAsync(string script, params string[] arguments)
    {
        var result = await Command.RunAsync([Python, "-", .. arguments], script, Utf8);
        Assert.True(result.ExitCode == 0, result.Stderr);
        return result.Stdout;
    }

    private static Dictionary<string, string?> Utf8 => new() { ["PYTHONIOENCODING"] = "utf-8", ["LC_ALL"] = "C.UTF-8" };
}
