using System.Collections.Immutable;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>An update that was asked for; updates are done one after the other, so that the newest spec is applied last.</summary>
internal sealed record UpdateRequest(RequestId Request, RosterSpec Spec, ValueList<string> Groups);

/// <summary>The update under way: its plan, and what it has done to the groups so far.</summary>
internal sealed record UpdateRun(UpdateRequest Asked, RosterPlan Plan)
{
    /// <summary>Groups that were named but exist neither in the running set nor in the new config.</summary>
    public ValueList<string> Unknown { get; init; } = ValueList<string>.Empty;

    /// <summary>Groups of which something was stopped.</summary>
    public ImmutableHashSet<string> Stopped { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
}
