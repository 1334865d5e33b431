using Supervisor.Core.Collections;

namespace Supervisor.Core.Specs;

/// <summary>A group of processes that are started, stopped, added and removed together.</summary>
public sealed record GroupSpec(string Name, int Priority, ValueList<ProcessSpec> Processes)
{
    /// <summary>Whether it was written as <c>[group.x]</c>; otherwise it is the group that a program makes by itself.</summary>
    public bool Explicit { get; init; }

    /// <summary>What its processes listen to when it was written as <c>[eventlistener.x]</c>; else null.</summary>
    public EventPoolSpec? Pool { get; init; }
}
