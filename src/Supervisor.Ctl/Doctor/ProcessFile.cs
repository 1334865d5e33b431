using System.Globalization;

namespace Supervisor.Ctl.Doctor;

/// <summary>Files of proc(5) about a process; what cannot be read is null.</summary>
internal static class ProcessFile
{
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The value of a line <c>Name: value</c> of /proc/PID/status.</summary>
    public static string? Field(string status, string name)
    {
        string start = name + ":";
        string? line = Array.Find(status.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));
        return line?[start.Length..].Trim();
    }

    /// <summary>The hard limit in a line of /proc/PID/limits; the soft one stands before it.</summary>
    public static ulong? HardLimit(string limits, string name)
    {
        string? line = Array.Find(limits.Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal));
        string[] words = CommandLine.Split(line?[name.Length..] ?? "");
        if (words.Length < 2)
            return null;
        return words[1] == "unlimited" ? ulong.MaxValue
            : ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong limit) ? limit : null;
    }
}
