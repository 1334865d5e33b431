using Supervisor.Core.Collections;
using Supervisor.Core.Roster;

namespace Supervisor.Engine.Requests;

/// <summary>
/// One request on its way. Only the reactor thread adds to it; whoever asked awaits the tasks, whose continuations never
/// run on the reactor.
/// </summary>
internal sealed class PendingRequest(RequestId id)
{
    private readonly TaskCompletionSource<IReadOnlyList<TargetResult>> _results =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<ValueList<GroupChange>> _changes =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly List<TargetResult> _collected = [];
    private int? _expected;

    public RequestId Id { get; } = id;

    public Task<IReadOnlyList<TargetResult>> Results => _results.Task;

    public Task<ValueList<GroupChange>> Changes => _changes.Task;

    /// <summary>Returns whether the request is complete.</summary>
    public bool Expect(int targets)
    {
        _expected = targets;
        return CompleteWhenAllAreIn();
    }

    public bool Add(TargetResult result)
    {
        _collected.Add(result);
        return CompleteWhenAllAreIn();
    }

    public void SetChanges(ValueList<GroupChange> changes) => _changes.TrySetResult(changes);

    private bool CompleteWhenAllAreIn() =>
        _collected.Count == _expected && _results.TrySetResult(_collected);
}
