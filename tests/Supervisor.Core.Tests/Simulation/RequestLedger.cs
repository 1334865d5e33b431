using Supervisor.Core.Roster;

namespace Supervisor.Core.Tests.Simulation;

/// <summary>Counts the answers of every request: exactly what was promised, no more and no less.</summary>
internal sealed class RequestLedger
{
    private readonly Dictionary<RequestId, int?> _open = [];
    private long _last;
    private long _forgotten;

    /// <summary>Requests that are not answered completely; null targets when nothing was promised yet.</summary>
    public IEnumerable<RequestId> Open => _open.Keys;

    public RequestId New()
    {
        var request = new RequestId(++_last);
        _open[request] = null;
        return request;
    }

    /// <summary>The brain died in the middle of a step: nobody counts its answers any more.</summary>
    public void Forget()
    {
        _open.Clear();
        _forgotten = _last;
    }

    public void See(Effect effect)
    {
        switch (effect)
        {
            case Effect.Accepted({ Value: var value }, _) when value <= _forgotten:
            case Effect.TargetDone({ Value: var done }, _, _, _) when done <= _forgotten:
            case Effect.Changes({ Value: var changed }, _) when changed <= _forgotten:
                break;
            case Effect.Accepted(var request, var targets):
                Assert.True(_open.TryGetValue(request, out var promised), $"r{request.Value} accepted after its answers");
                Assert.Null(promised);
                Set(request, targets);
                break;
            case Effect.TargetDone(var request, _, _, _):
                Assert.True(_open.TryGetValue(request, out var left) && left > 0, $"r{request.Value} has one answer too many");
                Set(request, left!.Value - 1);
                break;
            case Effect.Changes(var request, _):
                Assert.True(_open.Remove(request, out var promise), $"r{request.Value} answered twice");
                Assert.Null(promise);
                break;
        }
    }

    private void Set(RequestId request, int left)
    {
        if (left == 0)
        {
            _open.Remove(request);
        }
        else
        {
            _open[request] = left;
        }
    }
}
