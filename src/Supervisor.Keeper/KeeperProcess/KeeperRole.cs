using System.Globalization;
using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Posix.Limits;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>This process as the keeper: the parent of the programs and of the brain.</summary>
public static class KeeperRole
{
    /// <summary>The first argument that asks for this role; the others are the brain's.</summary>
    public const string Marker = "--supervisor-keeper";

    /// <summary>The exit status of a keeper none of whose first brains became ready; EX_SOFTWARE of sysexits.h.</summary>
    public const int NoBrain = 70;

    /// <summary>
    /// After <see cref="Marker"/>: can this program go on with the state of a keeper that its standard input is, whose version follows? Exit status 0: yes.
    /// </summary>
    internal const string CanRead = "--can-read";

    /// <summary>
    /// To be called early in Main, after the exec stage's turn. Null in an ordinary start. When the role is asked for, or this process was a
    /// keeper before it exec'd this program, runs the keeper and returns the exit status when all is finished.
    /// </summary>
    public static int? RunIfRequested(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);

        // An earlier release may hold fewer; the state stays where it is meanwhile.
        if (InheritedState.IsThere)
            HoldSignals();
        if (InheritedState.Take() is { } state)
            return Resume(state);
        switch (args)
        {
            case [Marker, CanRead, var version]:
                return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && StateFormat.CanRead(number) && InheritedState.CanReadInput() ? 0 : 1;
            case [Marker, .. var rest]:
                HoldSignals();
                return Run(ForOwnExecutable(rest));
            default:
                return null;
        }
    }

    /// <summary>
    /// Blocks the signals that a keeper passes on in all threads of this process, so that none is lost, not even while the keeper is replaced. Where there
    /// are threads that cannot be told to, it becomes itself anew by exec, once, with the same pid, arguments, environment and inherited descriptors; what was
    /// opened since its start is closed. So this is to be called early in Main of a process that will be a keeper.
    /// </summary>
    /// <exception cref="Posix.PosixException">The exec failed.</exception>
    public static void HoldSignals() => HostSignals.Hold();

    /// <summary>As <see cref="HoldSignals"/>, but false where that takes an exec.</summary>
    public static bool TryHoldSignals() => HostSignals.TryHold();

    /// <summary>
    /// Turns this process into a keeper by an exec of its own executable, with the same pid: nothing that was loaded and allocated before stays. The
    /// brain's arguments are the given ones. Never comes back.
    /// </summary>
    /// <exception cref="Posix.PosixException">The exec failed.</exception>
    public static void Become(IReadOnlyList<string> arguments) =>
        HostSignals.Become([.. ForOwnExecutable([]).KeeperCommand, Marker, .. arguments]);

    /// <summary>A brain that is this executable with the given arguments.</summary>
    public static KeeperSettings ForOwnExecutable(IReadOnlyList<string> arguments)
    {
        // Under the dotnet host the program is the assembly that the host was given.
        var executable = Environment.ProcessPath ?? "/proc/self/exe";
        var first = Environment.GetCommandLineArgs()[0];
        string[] words = Path.GetFileName(executable) == "dotnet" && first.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? [executable, Path.GetFullPath(first)]
            : [executable];
        return new KeeperSettings { BrainExecutable = executable, BrainArguments = [.. words, .. arguments], KeeperCommand = words };
    }

    /// <summary>Keeps programs and brain until the brain says that all is finished; returns the status it gave.</summary>
    /// <remarks>
    /// Makes this process a child subreaper and raises its soft descriptor limit to the hard one; programs and brain get the
    /// limit that it was started with.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><see cref="HoldSignals"/> was not called.</exception>
    public static int Run(KeeperSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!HostSignals.AreHeld)
            throw new InvalidOperationException("a keeper holds its signals before it is run");
        var limit = ResourceLimits.Get(Resource.OpenFiles);

        // Not raised means that the limit stays as it was, which is enough for fewer programs.
        _ = ResourceLimits.Set(Resource.OpenFiles, limit with { Soft = limit.Hard });
        if (CurrentProcess.Pid != 1)
            CurrentProcess.IsSubreaper = true;
        SignalDispositions.KeepChildExits();
        var brain = EarlyBrain.TryStart(settings, limit.Soft);
        using var loop = new KeeperLoop(
            settings with { WatchdogInterval = settings.WatchdogInterval ?? ServiceEnvironment.WatchdogInterval }, limit.Soft, brain);
        return loop.Run();
    }

    private static int Resume(KeeperState state)
    {
        SignalDispositions.KeepChildExits();
        using var loop = new KeeperLoop(state);
        return loop.Run();
    }
}
