using System.Globalization;
using System.Text;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Keeper.Brain;

/// <summary>What /proc says of the processes of the machine, read once. A process that ends meanwhile is left out.</summary>
internal sealed class ProcessTable
{
    private const int MostDepth = 10_000;
    private const int MostStat = 4096;
    private const int StartField = 19;

    private readonly Dictionary<int, Entry> _processes = [];

    internal readonly record struct Entry(int Parent, long StartTicks);

    internal static ProcessTable Read()
    {
        var table = new ProcessTable();
        var buffer = new byte[MostStat];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ReadStat(pid, buffer) is { } entry)
                table._processes[pid] = entry;
        }

        return table;
    }

    internal IReadOnlyDictionary<int, Entry> Processes => _processes;

    internal bool Has(int pid, long startTicks) => _processes.TryGetValue(pid, out var entry) && entry.StartTicks == startTicks;

    /// <summary>The parent, its parent and so on.</summary>
    internal IEnumerable<int> Ancestors(int pid)
    {
        for (var depth = 0; depth < MostDepth && _processes.TryGetValue(pid, out var entry) && entry.Parent > 0; depth++)
        {
            pid = entry.Parent;
            yield return pid;
        }
    }

    /// <summary>The content of a file of /proc/PID, up to the size of the buffer; empty when it may not be read.</summary>
    internal static ReadOnlySpan<byte> ReadFile(int pid, string name, byte[] buffer)
    {
        if (!FileSystem.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{name}"), OpenFlags.ReadOnly, 0, out var file, out _))
            return [];
        using (file)
            return buffer.AsSpan(0, Fill(file, buffer));
    }

    private static int Fill(OwnedDescriptor file, byte[] buffer)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var read = DescriptorIo.Read(file, buffer.AsSpan(length));
            if (read.Failed || read.Count == 0)
                break;
            length += (int)read.Count;
        }

        return length;
    }

    // proc(5): "pid (name) state ppid ...". The name may have parentheses and spaces. A zombie is over.
    private static Entry? ReadStat(int pid, byte[] buffer)
    {
        var text = Encoding.Latin1.GetString(ReadFile(pid, "stat", buffer));
        var end = text.LastIndexOf(')');
        if (end < 0)
            return null;
        var fields = text[(end + 2)..].Split(' ');
        if (fields.Length <= StartField || fields[0] is "Z" or "X")
            return null;
        return int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            && long.TryParse(fields[StartField], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? new Entry(parent, ticks)
                : null;
    }
}
