using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Which processes a command means.</summary>
public abstract record Selection
{
    private Selection()
    {
    }

    public sealed record All : Selection;

    public sealed record OneGroup(string Group) : Selection;

    public sealed record OneProcess(ProcessName Process) : Selection;
}
