using System.Globalization;

namespace Supervisor.Config.Hosting;

/// <summary>Lookups in the lines of <c>/etc/passwd</c> and <c>/etc/group</c>; see passwd(5) and group(5).</summary>
internal static class AccountFile
{
    public static Account? FindUser(IEnumerable<string> lines, string nameOrId)
    {
        foreach (var line in lines)
        {
            var fields = line.Split(':');
            if (fields.Length >= 7 && Matches(fields, nameOrId) && Id(fields[2]) is { } user && Id(fields[3]) is { } group)
            {
                return new Account(fields[0], user, group, fields[5]);
            }
        }

        return null;
    }

    public static bool HasGroup(IEnumerable<string> lines, string nameOrId) =>
        lines.Select(line => line.Split(':')).Any(fields => fields.Length >= 4 && Matches(fields, nameOrId));

    // All digits is an id, as in supervisord: a name of digits only cannot be asked for.
    private static bool Matches(string[] fields, string nameOrId) =>
        Id(nameOrId) is { } id ? Id(fields[2]) == id : fields[0] == nameOrId;

    private static uint? Id(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
