using Mono.Unix.Native;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>Runs a daemon as somebody who may do nothing special.</summary>
internal static class PlainUser
{
    private const int Nobody = 65534;

    public static string[] Wrapper { get; } = ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"];

    /// <summary>Starts a daemon as nobody, in a folder that is nobody's from then on. The caller is root.</summary>
    public static async Task<RunningSupervisor> StartAsync(TemporaryFolder folder, Setup setup)
    {
        await NeedsReadableBinariesAsync();
        Own(folder.Path);
        return await RunningSupervisor.StartAsync(folder, AsNobody(setup, folder));
    }

    public static Setup AsNobody(Setup setup, TemporaryFolder folder) => setup with
    {
        Wrapper = [.. Wrapper, .. setup.Wrapper],
        Environment = new Dictionary<string, string?>(setup.Environment) { ["HOME"] = folder.Path },
    };

    public static void Own(string path)
    {
        if (Syscall.chown(path, Nobody, Nobody) != 0) throw new InvalidOperationException($"cannot chown {path}: {Stdlib.GetLastError()}");
    }

    public static async Task NeedsReadableBinariesAsync()
    {
        var version = await Command.RunAsync([.. Wrapper, Binaries.Supervisord, "--version"]);
        Assert.SkipUnless(version.ExitCode == 0, $"another user cannot run {Binaries.Supervisord}: {version.Stderr}");
    }
}
