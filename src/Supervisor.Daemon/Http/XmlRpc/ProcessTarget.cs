namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>What a name in a call means: a process, or a whole group.</summary>
/// <param name="Process">Null for the whole group.</param>
internal readonly record struct ProcessTarget(string Group, string? Process)
{
    /// <summary><c>group:process</c>, <c>process</c> where the group has the same name, <c>group:*</c> or <c>group:</c>.</summary>
    public static ProcessTarget Parse(string namespec)
    {
        var colon = namespec.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return new(namespec, namespec);
        var process = namespec[(colon + 1)..];
        return new(namespec[..colon], process is "" or "*" ? null : process);
    }
}
