using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Engine.Requests;

namespace Supervisor.Daemon.Http;

/// <summary>
/// Starts several processes. As with one, a command that cannot be run is said before anything changes, so that its process stays
/// as it was.
/// </summary>
internal sealed class GroupStart(SupervisionEngine engine)
{
    /// <summary>What became of each, those that cannot be run first; null when too many commands wait already.</summary>
    public async Task<IReadOnlyList<TargetResult>?> RunAsync(Selection what, bool wait, CancellationToken cancellation)
    {
        var refused = Refused(what).ToDictionary(result => result.Process);
        var started = await engine.ExecuteAsync(id => new Input.Start(id, what, wait) { Except = refused.Keys.ToValueList() }, cancellation);
        return started is null ? null
            : started is [{ Process.Name.Length: 0 }] ? started
            : [.. refused.Values, .. started];
    }

    private IEnumerable<TargetResult> Refused(Selection what)
    {
        var state = engine.Current;
        var groups = state.GroupsInOrder().Where(group => what is not Selection.OneGroup(var name) || name == group.Name);
        foreach (var entry in groups.SelectMany(group => state.ProcessesOf(group.Name)))
        {
            if (entry.State.Code.IsInStoppedSet() && engine.CheckCommand(entry.Spec) is { } failure)
                yield return Result(entry.Spec.Name, failure);
        }
    }

    private static TargetResult Result(ProcessName process, StartFailure failure) =>
        new(process, failure.Kind == StartFailureKind.NoFile ? Outcome.NoFile : Outcome.NotExecutable, failure.SpawnError);
}
