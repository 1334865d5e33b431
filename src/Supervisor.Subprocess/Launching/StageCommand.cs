using System.Text;

namespace Supervisor.Subprocess.Launching;

/// <summary>How to start the exec stage.</summary>
/// <param name="Executable">Path of what is exec'd.</param>
/// <param name="Words">argv, to which the marker is added.</param>
/// <param name="StartupHook">The assembly whose startup hook is the stage, or null when Main does it.</param>
internal sealed record StageCommand(string Executable, IReadOnlyList<string> Words, string? StartupHook)
{
    private const string OwnBinary = "/proc/self/exe";
    private const string HookSwitch = "System.StartupHookProvider.IsSupported";

    /// <summary>Our own executable, whose Main calls the stage.</summary>
    internal static StageCommand OwnExecutable()
    {
        // Under the dotnet host our executable is that host, and the program is the assembly that it was given.
        var first = Environment.GetCommandLineArgs()[0];
        var host = Path.GetFileName(Environment.ProcessPath);
        return host == "dotnet" && first.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new StageCommand(OwnBinary, ["dotnet", Path.GetFullPath(first)], null)
            : new StageCommand(OwnBinary, [OwnBinary], null);
    }

    /// <summary>
    /// The same command line as ours, with a startup hook that runs before its Main. Null where hooks do not work (Native
    /// AOT, single file, switched off), and in a process that was itself started so and was not taken over by the hook:
    /// it must not start a third one.
    /// </summary>
    internal static StageCommand? ByStartupHook()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{nameof(Supervisor)}.{nameof(Subprocess)}.dll");
        if (!File.Exists(assembly) || (AppContext.TryGetSwitch(HookSwitch, out var supported) && !supported))
            return null;
        var words = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).TrimEnd('\0').Split('\0');
        return words.Any(w => w.StartsWith(StageFormat.Marker, StringComparison.Ordinal))
            ? null
            : new StageCommand(OwnBinary, words, assembly);
    }
}
