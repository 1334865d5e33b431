using System.Globalization;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>Looks at the last byte of a file that is open for writing only.</summary>
internal static class LastByte
{
    /// <summary>Whether the byte before <paramref name="size"/> ends a line. True, too, where it cannot be looked at.</summary>
    public static bool IsNewline(OwnedDescriptor file, long size)
    {
        if (size == 0) return true;
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}");
        if (!FileSystem.TryOpen(path, OpenFlags.ReadOnly, 0, out var reader, out _)) return true;
        using (reader)
        {
            Span<byte> last = stackalloc byte[1];
            var result = DescriptorIo.ReadAt(reader, last, size - 1);
            return result.Count != 1 || last[0] == (byte)'\n';
        }
    }
}
