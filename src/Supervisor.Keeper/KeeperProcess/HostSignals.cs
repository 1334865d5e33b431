using System.Runtime.InteropServices;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>The signals that are the brain's to obey; the keeper only passes them on.</summary>
internal sealed class HostSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    internal HostSignals(Action<int> came)
    {
        foreach (var number in Numbers)
        {
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)number, context =>
            {
                context.Cancel = true;
                came(number);
            }));
        }
    }

    /// <summary>TERM, INT, QUIT, HUP and USR2, by number.</summary>
    internal static ReadOnlySpan<int> Numbers => [15, 2, 3, 1, 12];

    /// <summary>Whether a signal asks for the end.</summary>
    internal static bool Ends(int number) => number is 15 or 2 or 3;

    public void Dispose() => _registrations.ForEach(r => r.Dispose());
}
