namespace Supervisor.Core.Roster;

public enum ChangeKind
{
    Removed,
    Changed,
    Added,
}

/// <summary>One group that differs between two configs.</summary>
/// <param name="Stopped">After an update: whether something of it was stopped for it.</param>
/// <param name="Outcome">After an update: Ok, or why the group was left as it was.</param>
public readonly record struct GroupChange(string Group, ChangeKind Kind, bool Stopped, Outcome Outcome);
