using System.Buffers.Text;
using System.Globalization;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix.Files;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>When a process began, by proc(5): with the pid it names one process for as long as the machine is up.</summary>
internal static class StartTime
{
    private const int FieldsFromState = 19;
    private const int MostBytes = 2048;

    /// <summary>For a child that was not reaped yet. The ticks are 0 where there is no /proc.</summary>
    internal static ChildBirth Read(int pid) => new(pid, Ticks(pid), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    // The name, in parentheses, may have spaces; the state is the field after it, and the start is the 19th after that.
    internal static long Ticks(int pid)
    {
        // A page holds it: the name has at most 64 bytes, and 51 numbers follow.
        Span<byte> content = stackalloc byte[MostBytes];
        if (!FileSystem.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"), OpenFlags.ReadOnly, 0, out var file, out _))
            return 0;
        using (file)
        {
            var read = DescriptorIo.Read(file, content);
            return read.Failed ? 0 : Ticks(content[..(int)read.Count]);
        }
    }

    private static long Ticks(ReadOnlySpan<byte> stat)
    {
        var rest = stat[(stat.LastIndexOf((byte)')') + 2)..];
        for (var i = 0; i < FieldsFromState; i++)
            rest = rest[(rest.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(rest, out long ticks, out _) ? ticks : 0;
    }
}
