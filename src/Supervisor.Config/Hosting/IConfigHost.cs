namespace Supervisor.Config.Hosting;

/// <summary>Bytes of a file, or why they cannot be had.</summary>
/// <param name="Bytes">The content, or null.</param>
/// <param name="Error">The reason in the system's words ("Permission denied"), or null.</param>
/// <param name="Missing">Whether the reason is that there is no such file.</param>
/// <param name="Special">Whether the reason is that it is no regular file.</param>
public sealed record FileContent(byte[]? Bytes, string? Error, bool Missing = false, bool Special = false);

/// <summary>A user account.</summary>
public sealed record Account(string Name, uint UserId, uint GroupId, string Home);

/// <summary>All that the config room asks of the machine; it does no I/O past this port.</summary>
public interface IConfigHost
{
    /// <summary>Where relative paths start, absolute.</summary>
    string CurrentDirectory { get; }

    /// <summary><c>host_node_name</c> (uname's nodename).</summary>
    string HostName { get; }

    /// <summary>The environment that <c>${NAME}</c> is looked up in.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Reads a file up to <paramref name="limit"/> bytes; a longer one is an error.</summary>
    FileContent ReadFile(string path, int limit);

    /// <summary>As <see cref="ReadFile"/>, but anything that is no regular file, such as a FIFO that might never be written to, is an error.</summary>
    FileContent ReadRegularFile(string path, int limit) => ReadFile(path, limit);

    /// <summary>Whether there is anything under this path.</summary>
    bool Exists(string path);

    bool IsDirectory(string path);

    /// <summary>Names (without the path) of what is in a directory; empty when it cannot be listed.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>The account of a name or, when all digits, of a user id.</summary>
    Account? FindUser(string nameOrId);

    /// <summary>Whether there is a group of this name or, when all digits, of this id.</summary>
    bool HasGroup(string nameOrId);
}
