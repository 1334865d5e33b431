using Supervisor.Core.Recovery;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// What this process knows and the next one needs: records by key, in a place that outlives this process. Records of
/// one <see cref="Commit"/> become durable together or not at all. Used by one thread at a time.
/// </summary>
public interface IJournal : IRecordSink
{
    /// <summary>What the journal held when it was opened; empty for a new one.</summary>
    IReadOnlyDictionary<string, byte[]> Recovered { get; }

    /// <summary>Makes everything put and removed since the last commit durable; does nothing when there was nothing.</summary>
    void Commit();
}
