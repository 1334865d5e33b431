using System.Globalization;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// The exec stage: a second start of our own executable, which applies to itself what posix_spawn(3) has no word for (user,
/// limits, umask ...) and then execs the program, under the same pid.
/// </summary>
/// <remarks>
/// A runtime with threads must not fork, so there is no moment between fork and exec at which managed code could run; a fresh
/// process has that moment. An application calls <see cref="RunIfRequested"/> first of all in its Main, and then it costs
/// one start of it (about 1.5 ms with Native AOT). Where nobody makes that call and the runtime is not Native AOT, as in a
/// test run, the library starts the same host with a startup hook that does it before Main.
/// </remarks>
public static class ExecStage
{
    private static StageCommand? _command;
    private static bool _mayDiscover = true;

    /// <summary>
    /// How the stage is started: executable and leading arguments. Set by <see cref="RunIfRequested"/>, else found out; may be
    /// set, for instance to <c>["/usr/bin/dotnet", "/opt/app/app.dll"]</c>, for a program that makes that call first.
    /// </summary>
    public static IReadOnlyList<string> Command
    {
        get => Current?.Words ?? [];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _mayDiscover = false;
            _command = value.Count == 0 ? null : new StageCommand(value[0], value, null);
        }
    }

    /// <summary>Whether there is a way to start the stage.</summary>
    public static bool IsAvailable => Current is not null;

    internal static StageCommand? Current
    {
        get
        {
            if (_command is null && _mayDiscover)
            {
                _command = StageCommand.ByStartupHook();
                _mayDiscover = false;
            }

            return _command;
        }
    }

    /// <summary>
    /// To be called first of all in Main. Comes back at once in an ordinary start; in a start as exec stage it never comes
    /// back, since the process then becomes the program.
    /// </summary>
    public static void RunIfRequested(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args.Length == 1)
            RunIfMarked(args[0]);
        _command = StageCommand.OwnExecutable();
    }

    /// <summary>For the startup hook: the marker stands behind the application's own arguments.</summary>
    internal static void RunIfMarked(string argument)
    {
        if (argument.StartsWith(StageFormat.Marker, StringComparison.Ordinal)
            && int.TryParse(argument.AsSpan(StageFormat.Marker.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor))
        {
            StageRun.Run(descriptor);
        }
    }
}
