using System.Runtime.InteropServices;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemonization.Settings;

/// <summary>The signal map of an open context.</summary>
internal sealed class SignalHandlers : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    internal SignalHandlers(IEnumerable<KeyValuePair<PosixSignal, Action<PosixSignalContext>?>> map)
    {
        foreach (var (signal, action) in map)
        {
            if (action is null)
                SignalDispositions.SetIgnored(Number(signal));
            else
                _registrations.Add(PosixSignalRegistration.Create(signal, context => Handle(context, action)));
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    // The action replaces the default one.
    private static void Handle(PosixSignalContext context, Action<PosixSignalContext> action)
    {
        context.Cancel = true;
        action(context);
    }

    // PosixSignal has negative numbers of its own for the signals that it names; others are the system's numbers.
    private static int Number(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => SignalNumbers.Hangup,
        PosixSignal.SIGINT => SignalNumbers.Interrupt,
        PosixSignal.SIGQUIT => SignalNumbers.Quit,
        PosixSignal.SIGTERM => SignalNumbers.Terminate,
        PosixSignal.SIGCONT => SignalNumbers.Parse("CONT")!.Value,
        PosixSignal.SIGWINCH => SignalNumbers.Parse("WINCH")!.Value,
        PosixSignal.SIGTTIN => SignalNumbers.Parse("TTIN")!.Value,
        PosixSignal.SIGTTOU => SignalNumbers.Parse("TTOU")!.Value,
        PosixSignal.SIGTSTP => SignalNumbers.Parse("TSTP")!.Value,
        > 0 => (int)signal,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "this signal cannot be ignored here"),
    };
}
