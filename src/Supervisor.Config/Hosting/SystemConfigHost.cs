using System.Collections;
using System.Text;

namespace Supervisor.Config.Hosting;

/// <summary>
/// The machine itself, by plain .NET. Accounts come from <c>/etc/passwd</c> and <c>/etc/group</c>; give a lookup of
/// your own where accounts come from elsewhere (NSS, LDAP).
/// </summary>
public sealed class SystemConfigHost : IConfigHost
{
    private readonly Func<string, Account?> _findUser;
    private readonly Func<string, bool> _hasGroup;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _environment = new(ReadEnvironment);

    public SystemConfigHost(Func<string, Account?>? findUser = null, Func<string, bool>? hasGroup = null)
    {
        _findUser = findUser ?? (key => AccountFile.FindUser(Lines("/etc/passwd"), key));
        _hasGroup = hasGroup ?? (key => AccountFile.HasGroup(Lines("/etc/group"), key));
    }

    public string CurrentDirectory { get; init; } = WorkingDirectory();

    /// <summary>From /proc, because <see cref="System.Environment.MachineName"/> cuts the name at its first dot.</summary>
    public string HostName =>
        Lines("/proc/sys/kernel/hostname") is [{ Length: > 0 } name, ..] ? name : System.Environment.MachineName;

    public IReadOnlyDictionary<string, string> Environment => _environment.Value;

    /// <summary>What a path that is neither a regular file nor missing is: "a FIFO". Plain .NET cannot tell; without it everything passes as a file.</summary>
    public Func<string, string?> SpecialKind { get; init; } = _ => null;

    public FileContent ReadRegularFile(string path, int limit) => SpecialKind(path) is { } kind
        ? new FileContent(null, $"it is {kind}, and no regular file", Special: true)
        : ReadFile(path, limit);

    public FileContent ReadFile(string path, int limit)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            {
                if (content.Length + count > limit)
                {
                    return new FileContent(null, string.Create(null, $"it is larger than {limit} bytes"));
                }

                content.Write(buffer, 0, count);
            }

            return new FileContent(content.ToArray(), null);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileContent(null, "no such file or directory", Missing: true);
        }
        catch (UnauthorizedAccessException)
        {
            return new FileContent(null, IsDirectory(path) ? "it is a directory" : "permission denied");
        }
        catch (IOException error)
        {
            return new FileContent(null, error.Message);
        }
    }

    public bool Exists(string path) => Path.Exists(path);

    public bool IsDirectory(string path) => Directory.Exists(path);

    public IReadOnlyList<string> List(string directory)
    {
        try
        {
            return [.. new DirectoryInfo(directory).EnumerateFileSystemInfos().Select(entry => entry.Name)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // As a shell's glob: what cannot be listed matches nothing, and the caller says that nothing matched.
            return [];
        }
    }

    public Account? FindUser(string nameOrId) => _findUser(nameOrId);

    public bool HasGroup(string nameOrId) => _hasGroup(nameOrId);

    // A working directory that was removed has no name; absolute paths work all the same.
    private static string WorkingDirectory()
    {
        try
        {
            return System.Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return "/";
        }
    }

    private string[] Lines(string path) =>
        ReadFile(path, 64 << 20).Bytes is { } bytes ? Encoding.UTF8.GetString(bytes).Split('\n') : [];

    private static Dictionary<string, string> ReadEnvironment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry pair in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)pair.Key] = (string?)pair.Value ?? "";
        }

        return variables;
    }
}
