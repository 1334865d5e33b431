namespace Supervisor.Ctl;

/// <summary>The name of a process (<c>group:name</c>, or <c>name</c> when its group has the same name) or of a whole group (<c>group:*</c>, <c>group:</c>).</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Process">Name of the process; null for the whole group.</param>
internal readonly record struct Namespec(string Group, string? Process)
{
    public static Namespec Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new Namespec(text, text);
        string process = text[(colon + 1)..];
        return new Namespec(text[..colon], process is "" or "*" ? null : process);
    }

    /// <summary>How a process is shown.</summary>
    public static string Of(string group, string name) => group == name ? name : $"{group}:{name}";
}
