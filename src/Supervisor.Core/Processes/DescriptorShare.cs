namespace Supervisor.Core.Processes;

/// <summary>How many file descriptors programs may take, and how many one takes.</summary>
public static class DescriptorShare
{
    /// <summary>The most that the brain has of a program: the ends of three pipes, and two logs.</summary>
    public const int MostPerProcess = 5;

    // What is not given to programs: a thousand connections, sockets, the main log. With a lower limit an eighth of it, but what we cannot do without.
    private const int MostOwn = 1200;
    private const int LeastOwn = 64;
    private const int OwnShare = 8;

    /// <summary>What a limit leaves to programs, so that supervisord stays reachable.</summary>
    /// <param name="limit">RLIMIT_NOFILE.</param>
    public static ulong OfPrograms(ulong limit) => limit - Math.Min(Math.Clamp(limit / OwnShare, LeastOwn, MostOwn), limit / 2);
}
