using Supervisor.Core.Collections;

namespace Supervisor.Core.Specs;

/// <summary>All groups of a config, sorted by (priority, name); names are unique.</summary>
public sealed record RosterSpec(ValueList<GroupSpec> Groups)
{
    public static readonly RosterSpec Empty = new(ValueList<GroupSpec>.Empty);
}
