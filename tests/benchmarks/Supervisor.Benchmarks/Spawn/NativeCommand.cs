using System.Runtime.InteropServices;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>A command line and our environment as C wants them, made once.</summary>
internal sealed unsafe class NativeCommand
{
    public NativeCommand(params IReadOnlyList<string> words)
    {
        Path = (byte*)Marshal.StringToCoTaskMemUTF8(words[0]);
        Arguments = Strings(words);
        Environment = Strings(SpawnCommands.OwnEnvironment);
    }

    public byte* Path { get; }

    public byte** Arguments { get; }

    public byte** Environment { get; }

    private static byte** Strings(IReadOnlyList<string> strings)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Count; i++) array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        return array;
    }
}
