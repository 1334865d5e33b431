using System.Globalization;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Tails;

/// <summary>A place in a log that another process finds again, also when the file was rotated meanwhile.</summary>
/// <param name="File">Which file.</param>
/// <param name="Offset">Bytes from its beginning.</param>
public readonly record struct LogPosition(FileIdentity File, long Offset)
{
    /// <summary><c>DEVICE-INODE-OFFSET</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File.Device}-{File.Inode}-{Offset}");

    /// <summary>Null for what is no position.</summary>
    public static LogPosition? Parse(string text)
    {
        var words = text.Split('-');
        return words.Length == 3
            && ulong.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var device)
            && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? new LogPosition(new FileIdentity(device, inode), offset)
                : null;
    }
}
