using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Signals;

/// <summary>The signals by which a terminal stops those in its background; a daemon ignores them (Stevens, PEP 3143).</summary>
internal static class TerminalSignals
{
    public static void Ignore()
    {
        foreach (var name in new[] { "TSTP", "TTIN", "TTOU" })
        {
            if (SignalNumbers.Parse(name) is { } number) SignalDispositions.SetIgnored(number);
        }
    }
}
