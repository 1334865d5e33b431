namespace Supervisor.Posix.Signals;

public static unsafe partial class SignalDispositions
{
    private const nint Failed = -1;

    /// <summary>Ignores a signal (SIG_IGN), which children inherit unless their spawn resets it.</summary>
    /// <exception cref="PosixException">EINVAL: no such signal, KILL or STOP.</exception>
    public static void SetIgnored(int signal)
    {
        if (SetHandler(signal, Ignore) == Failed)
            throw new PosixException("signal", Errno.Last, SignalNumbers.Name(signal));
    }
}
