using System.Runtime.InteropServices;
using Supervisor.Posix.Events;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemonization.Launching;

/// <summary>
/// Signals that tell the launching process to end while it waits: the daemon, out of the terminal's reach already, must then
/// end as well.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly (PosixSignal Signal, int Number)[] Signals =
    [
        (PosixSignal.SIGINT, SignalNumbers.Interrupt),
        (PosixSignal.SIGTERM, SignalNumbers.Terminate),
        (PosixSignal.SIGHUP, SignalNumbers.Hangup),
        (PosixSignal.SIGQUIT, SignalNumbers.Quit),
    ];

    private readonly EventDescriptor _event = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _received;

    internal Interruption()
    {
        foreach (var (signal, number) in Signals)
        {
            // nohup(1) and the background jobs of a shell ignore some of them, and that is meant to last.
            if (SignalDispositions.IsIgnored(number)) continue;
            _registrations.Add(PosixSignalRegistration.Create(signal, context => Receive(context, number)));
        }
    }

    /// <summary>Readable once a signal came.</summary>
    internal int Descriptor => _event.Number;

    /// <summary>The first signal that came, or 0.</summary>
    internal int Received => Volatile.Read(ref _received);

    public void Dispose()
    {
        // Disposing waits for no handler that is running; the event is left to it, and to the finalizer.
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void Receive(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _received, number, 0) == 0) _event.Signal();
    }
}
