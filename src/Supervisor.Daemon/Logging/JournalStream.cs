using System.Globalization;
using System.Text;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// A stream of ours that systemd has connected to the journal. It knows the time and the sender by itself, and takes the level from a
/// <c>&lt;N&gt;</c> in front of each line (sd-daemon(3)).
/// </summary>
internal static class JournalStream
{
    private static readonly bool OnStdout = IsNamed(1);
    private static readonly bool OnStderr = IsNamed(2);

    /// <summary>Whether descriptor 1 or 2 goes to the journal, as $JOURNAL_STREAM tells (systemd.exec(5)).</summary>
    public static bool Is(int descriptor) => descriptor switch
    {
        1 => OnStdout,
        2 => OnStderr,
        _ => false,
    };

    /// <summary>Every line of the text with its severity, 0 to 7.</summary>
    public static string Mark(int severity, string text)
    {
        var marked = new StringBuilder(text.Length + 8);
        foreach (var line in text.AsSpan().TrimEnd('\n').EnumerateLines())
        {
            marked.Append(CultureInfo.InvariantCulture, $"<{severity}>").Append(line).Append('\n');
        }

        return marked.ToString();
    }

    /// <summary>Whether an open file is the one that <c>DEVICE:INODE</c> names, with the device as stat(2) numbers it.</summary>
    public static bool Names(string? stream, FileIdentity file) =>
        stream?.Split(':') is [var device, var inode]
        && ulong.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out var deviceNumber)
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var inodeNumber)
        && (deviceNumber, inodeNumber) == (StatNumber(file.Device), file.Inode);

    // makedev(3) of major (the upper half) and minor.
    private static ulong StatNumber(ulong device)
    {
        var (major, minor) = (device >> 32, device & 0xFFFF_FFFF);
        return (major & 0xFFF) << 8 | (major & ~0xFFFUL) << 32 | minor & 0xFF | (minor & ~0xFFUL) << 12;
    }

    private static bool IsNamed(int number)
    {
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not { Length: > 0 } stream) return false;
        if (!DescriptorIo.TryDuplicate(number, out var copy, out _)) return false;
        using (copy) return FileStatus.TryGet(copy, out var status, out _) && Names(stream, status.Identity);
    }
}
