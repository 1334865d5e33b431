using System.Globalization;

namespace Supervisor.Ctl.Doctor;

/// <summary>Whether there is room and a right to write.</summary>
internal static class FolderChecks
{
    // A log of the default size; and what is little on a large disk.
    private const long LittleBytes = 50L << 20;
    private const long LittlePercent = 2;

    public static IEnumerable<Finding> Of(IReadOnlyList<FolderFacts> folders) => folders.Select(Of);

    private static Finding Of(FolderFacts folder)
    {
        string check = $"folder {folder.Path}";
        if (folder.Refusal is { } refusal)
            return Finding.Failed(check, $"cannot write {folder.Purpose} there: {refusal}", $"make {folder.Path} writable, or name another place in the config");
        if (folder is not { FreeBytes: { } free, TotalBytes: { } total })
            return Finding.Unknown(check, $"holds {folder.Purpose}; how much room is left cannot be asked");
        if (free == 0 && total > 0)
            return Finding.Failed(check, $"the disk is full, and {folder.Purpose} cannot be written: output of programs is dropped and counted", "free some space");
        return free < LittleBytes || free / Math.Max(1, total / 100) < LittlePercent
            ? Finding.Limited(check, $"holds {folder.Purpose}; only {Size(free)} of {Size(total)} are free", "free some space")
            : Finding.Ok(check, $"holds {folder.Purpose}; {Size(free)} free");
    }

    private static string Size(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB", "PB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
