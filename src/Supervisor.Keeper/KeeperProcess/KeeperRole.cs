using Supervisor.Posix.Limits;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>This process as the keeper: the parent of the programs and of the brain.</summary>
public static class KeeperRole
{
    /// <summary>The first argument that asks for this role; the others are the brain's.</summary>
    public const string Marker = "--supervisor-keeper";

    /// <summary>
    /// To be called early in Main, after the exec stage's turn. Null in an ordinary start. When the role is asked for, runs the
    /// keeper with a brain of the same executable and returns the exit status when all is finished.
    /// </summary>
    public static int? RunIfRequested(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return args is [Marker, .. var rest] ? Run(ForOwnExecutable(rest)) : null;
    }

    /// <summary>A brain that is this executable with the given arguments.</summary>
    public static KeeperSettings ForOwnExecutable(IReadOnlyList<string> arguments)
    {
        // Under the dotnet host the program is the assembly that the host was given.
        var executable = Environment.ProcessPath ?? "/proc/self/exe";
        var first = Environment.GetCommandLineArgs()[0];
        string[] words = Path.GetFileName(executable) == "dotnet" && first.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? [executable, Path.GetFullPath(first)]
            : [executable];
        return new KeeperSettings { BrainExecutable = executable, BrainArguments = [.. words, .. arguments] };
    }

    /// <summary>Keeps programs and brain until the brain says that all is finished; returns the status it gave.</summary>
    /// <remarks>
    /// Makes this process a child subreaper and raises its soft descriptor limit to the hard one; programs and brain get the
    /// limit that it was started with.
    /// </remarks>
    public static int Run(KeeperSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var limit = ResourceLimits.Get(Resource.OpenFiles);

        // Not raised means that the limit stays as it was, which is enough for fewer programs.
        _ = ResourceLimits.Set(Resource.OpenFiles, limit with { Soft = limit.Hard });
        if (CurrentProcess.Pid != 1)
            CurrentProcess.IsSubreaper = true;
        SignalDispositions.KeepChildExits();
        using var loop = new KeeperLoop(settings, limit.Soft);
        return loop.Run();
    }
}
