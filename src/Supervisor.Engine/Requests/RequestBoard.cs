using System.Collections.Concurrent;
using Supervisor.Core.Collections;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Engine.Requests;

/// <summary>What became of one target of a command.</summary>
public readonly record struct TargetResult(ProcessName Process, Outcome Outcome, string Detail);

/// <summary>
/// The requests that wait for an answer of the reactor. A client that leaves early takes its request away; the answers
/// that still come for it are dropped.
/// </summary>
/// <param name="lastId">Ids above this one are given out: no brain repeats one of an earlier brain.</param>
internal sealed class RequestBoard(long lastId)
{
    private readonly ConcurrentDictionary<RequestId, PendingRequest> _pending = new();
    private long _lastId = lastId;

    public PendingRequest Open()
    {
        var request = new PendingRequest(new RequestId(Interlocked.Increment(ref _lastId)));
        _pending[request.Id] = request;
        return request;
    }

    public void Forget(RequestId id) => _pending.TryRemove(id, out _);

    public void Accepted(RequestId id, int targets)
    {
        if (_pending.TryGetValue(id, out var request) && request.Expect(targets)) Forget(id);
    }

    public void Done(RequestId id, TargetResult result)
    {
        if (_pending.TryGetValue(id, out var request) && request.Add(result)) Forget(id);
    }

    public void Changed(RequestId id, ValueList<GroupChange> changes)
    {
        if (_pending.TryRemove(id, out var request)) request.SetChanges(changes);
    }
}
