using System.Globalization;

namespace Supervisor.Posix.Processes;

/// <summary>Who is in a process group, as /proc says.</summary>
public static class ProcessGroup
{
    // After the name: state, parent, process group.
    private const int GroupField = 2;

    /// <summary>Whether there is such a group: a leader that has ended and was not reaped is a member too.</summary>
    public static bool HasAny(int group) => ProcessSignals.SendToGroup(group, 0) != Errno.ESRCH;

    /// <summary>The members that have not ended, but for the leader; with their names. Reads all of /proc when there is such a group at all.</summary>
    /// <param name="group">The number: the leader's pid.</param>
    public static IReadOnlyList<(int Pid, string Name)> Members(int group)
    {
        if (!HasAny(group)) return [];
        var members = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != group && Find(pid, group) is { } name)
                members.Add((pid, name));
        }

        return members;
    }

    /// <summary>Whether a process is a member and has not ended.</summary>
    public static bool Has(int group, int pid) => Find(pid, group) is not null;

    private static string? Find(int pid, int group)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var (start, end) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
        if (start < 0 || end < start) return null;
        var fields = stat[(end + 2)..].Split(' ');
        var isMember = fields.Length > GroupField && fields[0] is not ("Z" or "X")
            && int.TryParse(fields[GroupField], NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found == group;
        return isMember ? stat[(start + 1)..end] : null;
    }
}
