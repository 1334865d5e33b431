namespace Supervisor.Core.Specs;

/// <summary>The name of one process within its group; unique in a running supervisor.</summary>
public readonly record struct ProcessName(string Group, string Name) : IComparable<ProcessName>
{
    /// <summary>supervisord's "namespec": <c>group:name</c>, or just the name where both are the same.</summary>
    public string Namespec => string.Equals(Group, Name, StringComparison.Ordinal) ? Name : $"{Group}:{Name}";

    public int CompareTo(ProcessName other)
    {
        var byGroup = string.CompareOrdinal(Group, other.Group);
        return byGroup != 0 ? byGroup : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => Namespec;

    public static bool operator <(ProcessName left, ProcessName right) => left.CompareTo(right) < 0;

    public static bool operator >(ProcessName left, ProcessName right) => left.CompareTo(right) > 0;

    public static bool operator <=(ProcessName left, ProcessName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ProcessName left, ProcessName right) => left.CompareTo(right) >= 0;
}
