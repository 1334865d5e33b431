using System.Globalization;
using System.Runtime.InteropServices;

namespace Supervisor.Posix.Processes;

/// <summary>Pages of files that this process has mapped and never changed, such as its own code.</summary>
public static unsafe partial class CleanPages
{
    private const int DontNeed = 4;

    /// <summary>
    /// Takes them out of this process (madvise(2), MADV_DONTNEED); those that are needed come back from the page cache, a microsecond each. For
    /// a process that has done its start and will sleep. Best effort: where /proc cannot be read nothing happens.
    /// </summary>
    public static void Release()
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines("/proc/self/smaps");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return;
        }

        // All are found before the first is given back, or else looking for the rest would load them again.
        var found = Find(lines);
        fixed (Pages* pages = found)
        {
            for (var i = 0; i < found.Length; i++)
                _ = Advise((void*)pages[i].Start, pages[i].Length, DontNeed);
        }
    }

    private static Pages[] Find(string[] lines)
    {
        var found = new List<Pages>();
        Pages pages = default;
        foreach (var line in lines)
        {
            if (IsMapping(line))
            {
                pages = IsReadOnlyFile(line) ? Range(line) : default;
            }
            else if (pages.Length > 0 && line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                // What was relocated and then protected is read-only too, and would be lost.
                if (line.AsSpan("Anonymous:".Length).Trim() is "0 kB") found.Add(pages);
                pages = default;
            }
        }

        return [.. found];
    }

    // 00400000-00c7b000 r--p 00000000 fe:00 123   /usr/bin/supervisord
    private static bool IsMapping(string line) => line.Length > 0 && char.IsAsciiHexDigitLower(line[0]) && line.Contains('-', StringComparison.Ordinal);

    private static bool IsReadOnlyFile(string line) =>
        line.Contains('/', StringComparison.Ordinal)
        && (line.Contains(" r-xp ", StringComparison.Ordinal) || line.Contains(" r--p ", StringComparison.Ordinal));

    private static Pages Range(string line)
    {
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var start = ulong.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var end = ulong.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Pages((nuint)start, (nuint)(end - start));
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);

    private readonly record struct Pages(nuint Start, nuint Length);
}
