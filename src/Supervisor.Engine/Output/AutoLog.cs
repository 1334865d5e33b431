using System.Security.Cryptography;
using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output;

/// <summary>
/// Log files of our own naming, <c>&lt;process&gt;-&lt;stdout|stderr&gt;---&lt;identifier&gt;-&lt;8 random&gt;.log</c> in <c>childlogdir</c>: kept at
/// shutdown, deleted at the next start unless <c>nocleanup</c> is set.
/// </summary>
public static class AutoLog
{
    private const string RandomCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_";

    /// <summary>A new name; the random part keeps two daemons in one folder apart. Nothing is created yet.</summary>
    public static string NewPath(string directory, string process, string stream, string identifier) =>
        Path.Combine(directory, $"{process}-{stream}---{identifier}-{RandomNumberGenerator.GetString(RandomCharacters, 8)}.log");

    /// <summary>Creates an empty file that only its owner may read. EEXIST when there is one already.</summary>
    public static Errno Create(string path)
    {
        const OpenFlags flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive;
        if (FileSystem.TryOpen(path, flags, FileSystem.PrivateMode, out var file, out var error)) file.Dispose();
        return error;
    }

    /// <summary>Deletes the automatic logs of earlier runs with this identifier, their backups too.</summary>
    /// <returns>What could not be deleted, with the system's text; or the directory, when it cannot be read.</returns>
    public static IReadOnlyList<(string Path, string Problem)> Sweep(string directory, string identifier)
    {
        var failures = new List<(string, string)>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(directory).Where(path => IsAutoLog(Path.GetFileName(path), identifier)).ToList())
            {
                var error = FileSystem.Unlink(path);
                if (error != Errno.None && error != Errno.ENOENT) failures.Add((path, error.Text));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failures.Add((directory, exception.Message));
        }

        return failures;
    }

    /// <summary>Supervisord's pattern <c>.+?---identifier-\S+\.log\.{0,1}\d{0,4}</c>, for the whole name.</summary>
    internal static bool IsAutoLog(string name, string identifier)
    {
        var mark = $"---{identifier}-";
        var at = name.IndexOf(mark, 1, Math.Max(0, name.Length - 1), StringComparison.Ordinal);
        if (at < 0) return false;
        var rest = name.AsSpan(at + mark.Length);
        var extension = rest.LastIndexOf(".log");
        if (extension < 1) return false;
        foreach (var character in rest[..extension])
        {
            if (char.IsWhiteSpace(character)) return false;
        }

        var suffix = rest[(extension + ".log".Length)..];
        if (suffix.StartsWith(".")) suffix = suffix[1..];
        return suffix.Length <= 4 && !suffix.ContainsAnyExceptInRange('0', '9');
    }
}
