using System.Text;

namespace Supervisor.Config.Hosting;

/// <summary>A host whose files are texts that were read before; everything else is the real one's.</summary>
internal sealed class RecordedFilesHost(IReadOnlyDictionary<string, string> texts, IConfigHost host) : IConfigHost
{
    public string CurrentDirectory => host.CurrentDirectory;

    public string HostName => host.HostName;

    public IReadOnlyDictionary<string, string> Environment => host.Environment;

    public FileContent ReadFile(string path, int limit) => texts.TryGetValue(path, out var text)
        ? new FileContent(Encoding.UTF8.GetBytes(text), null)
        : new FileContent(null, "no such file or directory", Missing: true);

    public bool Exists(string path) => texts.ContainsKey(path);

    public bool IsDirectory(string path) => host.IsDirectory(path);

    public IReadOnlyList<string> List(string directory)
    {
        var prefix = directory.EndsWith('/') ? directory : directory + "/";
        return
        [
            .. texts.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
                .Select(path => path[prefix.Length..].Split('/')[0]).Distinct(StringComparer.Ordinal),
        ];
    }

    public Account? FindUser(string nameOrId) => host.FindUser(nameOrId);

    public bool HasGroup(string nameOrId) => host.HasGroup(nameOrId);
}
