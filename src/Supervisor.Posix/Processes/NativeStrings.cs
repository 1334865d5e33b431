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

    internal byte** Pointer => _block;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
