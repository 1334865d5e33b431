using Supervisor.Config.Hosting;

namespace Supervisor.Config.Validation;

/// <summary>Paths as texts; nothing here looks at the disk.</summary>
internal static class PathText
{
    /// <summary>Absolute and without <c>.</c>, <c>..</c> and doubled slashes, as Python's <c>os.path.abspath</c>.</summary>
    public static string Absolute(string path, string folder)
    {
        var joined = path.StartsWith('/') ? path : $"{folder}/{path}";
        var clean = !joined.Contains("//", StringComparison.Ordinal) && !joined.Contains("/.", StringComparison.Ordinal);
        if (clean && (joined.Length == 1 || !joined.EndsWith('/')))
        {
            return joined;
        }

        var parts = new List<string>();
        foreach (var part in joined.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ".."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }

    /// <summary>The folder of an absolute path.</summary>
    public static string Parent(string absolute)
    {
        var slash = absolute.LastIndexOf('/');
        return slash <= 0 ? "/" : absolute[..slash];
    }

    /// <summary>Puts a home directory in for a leading <c>~</c> or <c>~user</c>.</summary>
    public static Parsed<string> ExpandHome(string path, IConfigHost host)
    {
        if (!path.StartsWith('~'))
        {
            return path;
        }

        var slash = path.IndexOf('/');
        var user = slash < 0 ? path[1..] : path[1..slash];
        var home = user.Length == 0 ? host.Environment.GetValueOrDefault("HOME") : host.FindUser(user)?.Home;
        return string.IsNullOrEmpty(home)
            ? Parsed.Fail<string>($"the home directory of ~{user} is not known")
            : home.TrimEnd('/') + (slash < 0 ? "" : path[slash..]);
    }
}
