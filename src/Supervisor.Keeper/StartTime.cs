using System.Buffers.Text;
using System.Globalization;
using Supervisor.Posix.Files;
using Supervisor.Posix.Host;

namespace Supervisor.Keeper;

/// <summary>When a process began, by proc(5): with the pid it names one process for as long as the machine is up.</summary>
internal static class StartTime
{
    private const int FieldsFromState = 19;
    private const int MostBytes = 2048;

    // USER_HZ is 100 wherever .NET runs (sysconf(3), _SC_CLK_TCK).
    private const long NanosecondsPerTick = 10_000_000;

    // Whether a tick that was known without /proc was found to be what /proc says.
    private static volatile bool _isProven;

    /// <summary>
    /// For a child that was started since, and not reaped yet. What happened within one tick need not be looked up: for a look the kernel makes entries of /proc, which it
    /// has to find and to take away again when the child is reaped. In clock ticks; 0 where there is no /proc.
    /// </summary>
    /// <param name="pid">The child.</param>
    /// <param name="began">A moment before it was started, by <see cref="SystemClock.SinceBoot"/>.</param>
    internal static long Of(int pid, long began)
    {
        var tick = began / NanosecondsPerTick;
        var isKnown = tick == SystemClock.SinceBoot / NanosecondsPerTick;
        if (isKnown && _isProven)
            return tick;
        var read = Ticks(pid);
        if (isKnown)
            _isProven = read == tick;
        return read;
    }

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
