using Supervisor.Config.Hosting;

namespace Supervisor.Config;

/// <summary>Where a config was found.</summary>
/// <param name="Path">The file, or null when there is none at any default path.</param>
/// <param name="Searched">The default paths in order.</param>
/// <param name="Error">What to tell the user when a config is needed and there is none.</param>
public sealed record ConfigSearchResult(string? Path, IReadOnlyList<string> Searched, string? Error);

/// <summary>The search for a config that no <c>-c</c> names.</summary>
public static class ConfigSearch
{
    private static readonly string[] TomlPaths =
    [
        "supervisord.toml", "etc/supervisord.toml", "/etc/supervisord.toml", "/etc/supervisor/supervisord.toml",
    ];

    private static readonly string[] IniPaths =
    [
        "supervisord.conf", "etc/supervisord.conf", "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf",
    ];

    /// <summary>
    /// The first existing file: ours, then supervisord's own list, which starts beside the folder of the executable.
    /// A client can do without (<paramref name="forClient"/>): it then has no error.
    /// </summary>
    public static ConfigSearchResult Find(string argv0, IConfigHost host, bool forClient)
    {
        var installed = Parent(Parent(argv0));
        string[] searched =
        [
            .. TomlPaths, Join(installed, "etc/supervisord.conf"), Join(installed, "supervisord.conf"), .. IniPaths,
        ];
        var found = Array.Find(searched, path => host.Exists(Resolve(path, host)) && !host.IsDirectory(Resolve(path, host)));
        var error = found is not null || forClient
            ? null
            : $"No config file found at default paths ({string.Join(", ", searched)}); "
                + "use the -c option to specify a config file at a different path";
        return new ConfigSearchResult(found, searched, error);
    }

    private static string Resolve(string path, IConfigHost host) => Join(host.CurrentDirectory, path);

    // As Python's os.path.dirname: what stands before the last slash, empty when there is none.
    private static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : path[..slash];
    }

    private static string Join(string folder, string path) =>
        path.StartsWith('/') || folder.Length == 0 ? path : folder.EndsWith('/') ? folder + path : $"{folder}/{path}";
}
