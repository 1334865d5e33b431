using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Posix.Processes;

/// <summary>
/// A list of strings as C wants it (<c>char *const []</c>): UTF-8, NUL-terminated, with a null pointer at the end, all in
/// one block of native memory.
/// </summary>
public sealed unsafe class NativeStrings : IDisposable
{
    private byte** _block;

    /// <exception cref="ArgumentException">A string contains a NUL character, which C would cut it at.</exception>
    public NativeStrings(IReadOnlyList<string> strings)
    {
        ArgumentNullException.ThrowIfNull(strings);
        var count = strings.Count;
        nuint bytes = 0;
        for (var i = 0; i < count; i++)
        {
            if (strings[i].Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException($"string {i} contains a NUL character", nameof(strings));
            bytes += (nuint)Encoding.UTF8.GetByteCount(strings[i]) + 1;
        }

        var pointers = (nuint)(count + 1) * (nuint)sizeof(byte*);
        _block = (byte**)NativeMemory.Alloc(pointers + bytes);
        var text = (byte*)_block + pointers;
        var end = text + bytes;
        for (var i = 0; i < count; i++)
        {
            _block[i] = text;
            text += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(text, (int)(end - text)));
            *text++ = 0;
        }

        _block[count] = null;
    }

    private NativeStrings(byte** block) => _block = block;

    /// <summary>
    /// Strings that are bytes already, as /proc/PID/cmdline and environ have them: each ended by a NUL.
    /// </summary>
    /// <param name="block">The strings.</param>
    /// <param name="without">Those that begin with this are left out; null keeps all.</param>
    /// <param name="additional">One more string, without its NUL; null for none.</param>
    public static NativeStrings FromBlock(ReadOnlySpan<byte> block, byte[]? without, byte[]? additional)
    {
        var kept = new List<Range>();
        for (var start = 0; start < block.Length;)
        {
            var length = block[start..].IndexOf((byte)0);
            var end = length < 0 ? block.Length : start + length;
            if (without is null || !block[start..end].StartsWith(without))
                kept.Add(start..end);
            start = end + 1;
        }

        var pointers = (nuint)(kept.Count + 2) * (nuint)sizeof(byte*);
        var strings = (byte**)NativeMemory.Alloc(pointers + (nuint)(block.Length + (additional?.Length ?? 0) + 2));
        var text = (byte*)strings + pointers;
        var count = 0;
        foreach (var range in kept)
            text = Append(strings, count++, text, block[range]);
        if (additional is not null)
            _ = Append(strings, count++, text, additional);
        strings[count] = null;
        return new NativeStrings(strings);
    }

    internal byte** Pointer => _block;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }

    private static byte* Append(byte** strings, int index, byte* text, ReadOnlySpan<byte> bytes)
    {
        strings[index] = text;
        bytes.CopyTo(new Span<byte>(text, bytes.Length));
        text[bytes.Length] = 0;
        return text + bytes.Length + 1;
    }
}
