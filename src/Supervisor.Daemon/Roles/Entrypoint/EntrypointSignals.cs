using Supervisor.Config.Options;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Roles.Entrypoint;

/// <summary>The signals that are passed on, and as what.</summary>
internal sealed class EntrypointSignals
{
    // Signals of faults end this process as they should, PIPE is about our own writing, and the runtime interrupts its threads by RTMIN.
    private static readonly int[] OurOwn = [4, 5, 7, 8, SignalNumbers.Kill, 11, SignalNumbers.Pipe, SignalNumbers.Stop, 31, 32, 33, SignalNumbers.RealTimeMin];

    private readonly Dictionary<int, int> _rewrites;

    public EntrypointSignals(IReadOnlyList<SignalRewrite> rewrites) => _rewrites = rewrites
        .GroupBy(rewrite => Number(rewrite.From.Name))
        .ToDictionary(group => group.Key, group => group.Last().To is { } to ? Number(to.Name) : 0);

    /// <summary>All that can be waited for, SIGCHLD among them.</summary>
    public static int[] Held { get; } = [.. Enumerable.Range(1, SignalNumbers.RealTimeMax).Except(OurOwn)];

    /// <summary>What the command gets for a signal; 0 for nothing.</summary>
    public int Rewrite(int signal) => _rewrites.GetValueOrDefault(signal, signal);

    private static int Number(string name) =>
        SignalNumbers.Parse(name) ?? throw new InvalidOperationException($"SIG{name} has no number on this host");
}
