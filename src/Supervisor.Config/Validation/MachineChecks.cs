using Supervisor.Config.Hosting;

namespace Supervisor.Config.Validation;

/// <summary>
/// What a config says about the machine, checked against it once per path and name. A config that was applied before
/// is trusted: it must be readable again when a directory or an account has gone meanwhile.
/// </summary>
internal sealed class MachineChecks(IConfigHost host, bool trusted)
{
    private readonly Dictionary<string, bool> _directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _users = new(StringComparer.Ordinal);

    public IConfigHost Host => host;

    /// <summary>An absolute path of a text, or why it is none.</summary>
    public Parsed<string> Path(string text)
    {
        if (text.Length == 0)
        {
            return Parsed.Fail<string>("the path is empty");
        }

        var expanded = PathText.ExpandHome(text, host);
        return expanded.Error is null ? PathText.Absolute(expanded.Value!, host.CurrentDirectory) : expanded;
    }

    /// <summary>An existing directory, absolute.</summary>
    public Parsed<string> Directory(string text)
    {
        var path = Path(text);
        return path.Error is not null || trusted || IsDirectory(path.Value!)
            ? path
            : Parsed.Fail<string>($"{text} is not an existing directory");
    }

    /// <summary>A file to write: its directory exists, and it is no directory itself.</summary>
    public Parsed<string> File(string text)
    {
        var path = Path(text);
        if (path.Error is not null || trusted)
        {
            return path;
        }

        return !IsDirectory(PathText.Parent(path.Value!))
            ? Parsed.Fail<string>($"The directory named as part of the path {text} does not exist")
            : host.IsDirectory(path.Value!) ? Parsed.Fail<string>($"cannot write to {text}: it is a directory")
            : path;
    }

    /// <summary>A file that is there to be read, absolute.</summary>
    public Parsed<string> ExistingFile(string text)
    {
        var path = Path(text);
        return path.Error is not null || trusted ? path
            : host.IsDirectory(path.Value!) ? Parsed.Fail<string>($"{text} is a directory")
            : host.Exists(path.Value!) ? path
            : Parsed.Fail<string>($"there is no file {text}");
    }

    /// <summary>A user who exists, as named.</summary>
    public Parsed<string> User(string text)
    {
        var name = text.Trim();
        if (!trusted && !_users.TryGetValue(name, out _))
        {
            _users[name] = name.Length > 0 && host.FindUser(name) is not null;
        }

        return trusted || _users[name] ? name
            : Parsed.Fail<string>($"Invalid user {(IsId(name) ? "id" : "name")} {name}");
    }

    /// <summary>A group that exists, as named.</summary>
    public Parsed<string> Group(string text)
    {
        var name = text.Trim();
        return trusted || (name.Length > 0 && host.HasGroup(name)) ? name
            : Parsed.Fail<string>($"Invalid group {(IsId(name) ? "id" : "name")} {name}");
    }

    private bool IsDirectory(string path)
    {
        if (!_directories.TryGetValue(path, out var known))
        {
            known = host.IsDirectory(path);
            _directories.Add(path, known);
        }

        return known;
    }

    private static bool IsId(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);
}
