namespace Supervisor.Posix.Files;

/// <summary>Kinds of files in words.</summary>
public static class FileKindText
{
    /// <summary>
    /// What is at a path, if it is neither a regular file nor a directory: "a FIFO", "a device", "a socket". Null for those two, and for what cannot be looked at: an
    /// attempt to read it tells.
    /// </summary>
    public static string? OfSpecial(string path)
    {
        if (!FileStatus.TryGet(path, out var status, out _)) return null;
        return status.Kind switch
        {
            FileKind.Fifo => "a FIFO",
            FileKind.CharacterDevice or FileKind.BlockDevice => "a device",
            FileKind.Socket => "a socket",
            _ => null,
        };
    }
}
