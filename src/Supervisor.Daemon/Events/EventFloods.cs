using System.Collections.Frozen;
using Supervisor.Core.Events;

namespace Supervisor.Daemon.Events;

/// <summary>Events that are streamed to those only who ask for them, since telling them costs something or never ends.</summary>
internal static class EventFloods
{
    public const string ProcessLog = "process_log";
    public const string Tick = "tick";

    public static readonly IReadOnlySet<string> Names = FrozenSet.Create(StringComparer.Ordinal, ProcessLog, Tick);
    public static readonly IReadOnlySet<string> None = FrozenSet<string>.Empty;

    /// <summary>What the engine has to tell for them.</summary>
    public static IEnumerable<EventType> TypesOf(IReadOnlySet<string> floods)
    {
        if (floods.Contains(ProcessLog)) yield return EventType.ProcessLog;
        if (floods.Contains(Tick)) yield return EventType.Tick;
    }
}
