namespace Supervisor.Benchmarks.Spawn;

/// <summary>Makes this process as large as asked for: a large parent is slow to copy, where anything of it is copied.</summary>
internal sealed class Surroundings : IDisposable
{
    private const int Chunk = 1024 * 1024;

    private readonly List<byte[]> _memory = [];
    private readonly List<Microsoft.Win32.SafeHandles.SafeFileHandle> _files = [];

    public Surroundings(SpawnSettings settings)
    {
        for (var i = 0; i < settings.Heap; i++)
        {
            var chunk = new byte[Chunk];
            Array.Fill(chunk, (byte)1);
            _memory.Add(chunk);
        }

        for (var i = 0; i < settings.Descriptors; i++) _files.Add(File.OpenHandle("/dev/null"));
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
        GC.KeepAlive(_memory);
    }
}
