using System.Text.Json.Serialization;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Which processes a command means.</summary>
[JsonDerivedType(typeof(Selection.All), "all")]
[JsonDerivedType(typeof(Selection.OneGroup), "group")]
[JsonDerivedType(typeof(Selection.OneProcess), "process")]
public abstract record Selection
{
    private Selection()
    {
    }

    public sealed record All : Selection;

    public sealed record OneGroup(string Group) : Selection;

    public sealed record OneProcess(ProcessName Process) : Selection;
}
