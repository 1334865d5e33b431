namespace Supervisor.Subprocess.Launching;

/// <summary>Reads the settings in place; a cut or foreign file makes it say <see cref="Failed"/> and give nothing more.</summary>
internal unsafe struct StageReader(byte* start, long length)
{
    private byte* _next = start;
    private readonly byte* _end = start + length;

    internal bool Failed { get; private set; }

    internal int Number() => Take(sizeof(int)) is var at && at == null ? 0 : *(int*)at;

    internal ulong Long() => Take(sizeof(ulong)) is var at && at == null ? 0 : *(ulong*)at;

    /// <summary>So many bytes, or null.</summary>
    internal byte* Bytes(int count) => Take(count);

    /// <summary>A NUL-terminated string, or null when there is none.</summary>
    internal byte* Text()
    {
        var size = Number();
        return size < 0 ? null : Take((long)size + 1);
    }

    /// <summary>Fills a null-terminated array with the strings of a list whose count was read before.</summary>
    internal void Texts(byte** array, int count)
    {
        for (var i = 0; i < count; i++)
            array[i] = Text();
        array[count] = null;
    }

    private byte* Take(long count)
    {
        if (Failed || count < 0 || count > _end - _next)
        {
            Failed = true;
            return null;
        }

        var at = _next;
        _next += count;
        return at;
    }
}
