using Supervisor.Posix.Events;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// The signals that are the brain's to obey, which the keeper only passes on, and SIGCHLD. All its threads block them, and they are read from a
/// descriptor: so none is lost, not even while the keeper is replaced by exec.
/// </summary>
internal static class HostSignals
{
    /// <summary>TERM, INT, QUIT, HUP, USR1 and USR2, by number.</summary>
    internal static ReadOnlySpan<int> Numbers => [15, 2, 3, 1, 10, 12];

    /// <summary>
    /// URG, which the kernel ignores where nobody wants it: somebody waits for an answer of the brain. The keeper asks the brain for a sign of life then.
    /// </summary>
    internal const int Inquiry = 23;

    internal static bool AreHeld => SignalMask.Blocks(Held);

    private static ReadOnlySpan<int> Held => [15, 2, 3, 1, 10, 12, Inquiry, SignalNumbers.Child];

    /// <summary>Whether a signal asks for the end.</summary>
    internal static bool Ends(int number) => number is 15 or 2 or 3;

    internal static SignalDescriptor Open() => new(Held);

    /// <inheritdoc cref="HeldSignals.Hold"/>
    internal static void Hold() => HeldSignals.Hold(Held);

    /// <inheritdoc cref="HeldSignals.TryHold"/>
    internal static bool TryHold() => HeldSignals.TryHold(Held);

    /// <summary>Becomes this program anew, with other arguments, and with the signals held.</summary>
    /// <exception cref="Posix.PosixException">The exec failed.</exception>
    internal static void Become(IReadOnlyList<string> command)
    {
        using var arguments = new NativeStrings(command);
        var image = OwnImage.Read();
        SignalMask.Add(Held);
        using var environment = image.ToEnvironment();
        throw new Posix.PosixException("execve", CurrentProcess.Execute(image.Executable, arguments, environment), image.Executable);
    }
}
