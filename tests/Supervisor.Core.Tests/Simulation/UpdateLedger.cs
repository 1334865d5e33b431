using Supervisor.Core.Roster;

namespace Supervisor.Core.Tests.Simulation;

/// <summary>An update that reports success has made the running set what its config says.</summary>
internal sealed class UpdateLedger
{
    private readonly Dictionary<RequestId, Input.Update> _open = [];
    private readonly HashSet<RequestId> _overtaken = [];

    /// <summary>How many updates were looked at: a check that never happens proves nothing.</summary>
    public int Checked { get; private set; }

    public void Forget() => _open.Clear();

    public void See(Input input, StepResult result)
    {
        switch (input)
        {
            case Input.Update update:
                _open[update.Request] = update;
                break;
            case Input.AddGroup or Input.RemoveGroup:
                // A newer order than those updates: what it did stands.
                _overtaken.UnionWith(_open.Keys);
                break;
        }

        foreach (var changes in result.Effects.OfType<Effect.Changes>())
        {
            // Another update that waited has begun in the same step, and changes things again.
            if (_open.Remove(changes.Request, out var done) && _open.Count == 0 && changes.Groups.All(IsDone) && !_overtaken.Contains(changes.Request))
            {
                Check(done, result.State);
            }
        }
    }

    private static bool IsDone(GroupChange change) => change.Outcome is Outcome.Ok or Outcome.NoSuchGroup;

    private void Check(Input.Update update, RosterState state)
    {
        Checked++;
        var wanted = update.Spec.Groups.Where(group => InFilter(group.Name)).ToDictionary(group => group.Name);
        var active = state.Groups.Values.Where(group => InFilter(group.Name)).ToDictionary(group => group.Name);
        if (wanted.Count != active.Count || wanted.Values.Any(group => active.GetValueOrDefault(group.Name) != group))
        {
            Assert.Fail($"r{update.Request.Value} is done, but the groups differ from its config");
        }

        foreach (var process in wanted.Values.SelectMany(group => group.Processes))
        {
            var entry = state.Processes[process.Name];
            if ((entry.NextSpec ?? entry.Spec) != process || entry.StartNext || entry.Leaving)
            {
                Assert.Fail($"r{update.Request.Value} is done, but {process.Name} is still on its way");
            }
        }

        bool InFilter(string group) => update.Groups.Count == 0 || update.Groups.Contains(group);
    }
}
