using System.Text;
using Supervisor.Config.Hosting;

namespace Supervisor.Config.Tests.Doubles;

/// <summary>A machine in memory: a file system, an environment, accounts.</summary>
internal sealed class FakeConfigHost : IConfigHost
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public HashSet<string> Directories { get; } = ["/", "/etc", "/etc/conf.d", "/tmp", "/var/log", "/home/ann", "/work", "/dev"];

    public Dictionary<string, string> Variables { get; } = new() { ["HOME"] = "/home/ann", ["PORT"] = "8000", ["EMPTY"] = "" };

    public int DirectoryQuestions { get; private set; }

    public string CurrentDirectory { get; set; } = "/work";

    public string HostName => "box.example";

    public IReadOnlyDictionary<string, string> Environment => Variables;

    public FakeConfigHost Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public FakeConfigHost Write(string path, byte[] bytes)
    {
        _files[path] = bytes;
        return this;
    }

    public FileContent ReadFile(string path, int limit)
    {
        if (!_files.TryGetValue(path, out var bytes))
        {
            return IsDirectory(path)
                ? new FileContent(null, "it is a directory")
                : new FileContent(null, "no such file or directory", Missing: true);
        }

        return bytes.Length > limit ? new FileContent(null, $"it is larger than {limit} bytes") : new FileContent(bytes, null);
    }

    public bool Exists(string path) => _files.ContainsKey(path) || Directories.Contains(path);

    public bool IsDirectory(string path)
    {
        DirectoryQuestions++;
        return Directories.Contains(path);
    }

    public IReadOnlyList<string> List(string directory)
    {
        var prefix = directory == "/" ? "/" : directory + "/";
        return
        [
            .. _files.Keys.Concat(Directories).Where(p => p.StartsWith(prefix, StringComparison.Ordinal) && p.Length > prefix.Length)
                .Select(p => p[prefix.Length..].Split('/')[0]).Distinct(),
        ];
    }

    public Account? FindUser(string nameOrId) => nameOrId switch
    {
        "ann" or "1000" => new Account("ann", 1000, 1000, "/home/ann"),
        "root" or "0" => new Account("root", 0, 0, "/root"),
        _ => null,
    };

    public bool HasGroup(string nameOrId) => nameOrId is "adm" or "4" or "root" or "0";
}
