using System.Buffers.Binary;
using System.Collections;
using System.Runtime.InteropServices;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>
/// What the children are. On x86-64 a program of two system calls that is written here, since the start of /bin/true is
/// mostly the work of its dynamic linker and hides everything else; elsewhere, or when asked for, the system's own.
/// </summary>
internal static class SpawnCommands
{
    public const string Text = "hello";

    /// <summary>Whether the children are ordinary programs, which load the C library.</summary>
    public static bool Ordinary { get; set; } = RuntimeInformation.OSArchitecture != Architecture.X64;

    /// <summary>A program that ends with 0.</summary>
    public static string Silent => Ordinary ? "/bin/true" : Path.Join(Folder, "silent");

    /// <summary>A program that prints its argument, or <see cref="Text"/>, and a newline.</summary>
    public static string Printing => Ordinary ? "/bin/echo" : Path.Join(Folder, "printing");

    /// <summary>A program that reads once, then prints as <see cref="Printing"/>.</summary>
    public static IReadOnlyList<string> Waiting => Ordinary ? ["/bin/sh", "-c", $"read x; echo {Text}"] : [Path.Join(Folder, "waiting")];

    /// <summary>A program that writes what it reads, after 20 ms.</summary>
    public static IReadOnlyList<string> Thinking =>
        Ordinary ? ["/bin/sh", "-c", "while read x; do sleep 0.02; echo $x; done"] : [Path.Join(Folder, "thinking")];

    public static string[] OwnEnvironment { get; } =
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}")];

    private static string Folder { get; } = Path.Join(Path.GetTempPath(), $"spawn-benchmark-{Environment.ProcessId}");

    public static void Prepare()
    {
        Directory.CreateDirectory(Folder);
        // xor edi, edi; mov eax, SYS_exit; syscall
        byte[] exit = [0x31, 0xFF, 0xB8, 60, 0, 0, 0, 0x0F, 0x05];
        // mov eax, SYS_write; mov edi, 1; lea rsi, [rip + 16]; mov edx, 6; syscall; exit; the text
        byte[] print = [0xB8, 1, 0, 0, 0, 0xBF, 1, 0, 0, 0, 0x48, 0x8D, 0x35, 16, 0, 0, 0, 0xBA, 6, 0, 0, 0, 0x0F, 0x05];
        // xor eax, eax; xor edi, edi; lea rsi, [rsp - 8]; mov edx, 1; syscall
        byte[] read = [0x31, 0xC0, 0x31, 0xFF, 0x48, 0x8D, 0x74, 0x24, 0xF8, 0xBA, 1, 0, 0, 0, 0x0F, 0x05];
        // again: xor eax, eax; xor edi, edi; lea rsi, [rsp - 128]; mov edx, 64; syscall; test eax, eax; jle end
        // mov ebx, eax; lea rdi, [rip + 40]; xor esi, esi; mov eax, SYS_nanosleep; syscall
        // mov edx, ebx; mov eax, SYS_write; mov edi, 1; lea rsi, [rsp - 128]; syscall; jmp again; end: exit; the time
        byte[] think =
        [
            0x31, 0xC0, 0x31, 0xFF, 0x48, 0x8D, 0x74, 0x24, 0x80, 0xBA, 64, 0, 0, 0, 0x0F, 0x05, 0x85, 0xC0, 0x7E, 0x27,
            0x89, 0xC3, 0x48, 0x8D, 0x3D, 0x28, 0, 0, 0, 0x31, 0xF6, 0xB8, 35, 0, 0, 0, 0x0F, 0x05,
            0x89, 0xDA, 0xB8, 1, 0, 0, 0, 0xBF, 1, 0, 0, 0, 0x48, 0x8D, 0x74, 0x24, 0x80, 0x0F, 0x05, 0xEB, 0xC5,
        ];
        WriteProgram("thinking", [.. think, .. exit, .. new byte[1], .. Time(20_000_000)]);
        WriteProgram("silent", exit);
        WriteProgram("printing", [.. print, .. exit, .. "hello\n"u8]);
        WriteProgram("waiting", [.. read, .. print, .. exit, .. "hello\n"u8]);
    }

    public static void Clean() => Directory.Delete(Folder, recursive: true);

    // The smallest ELF file: header, one loadable segment, code.
    private static void WriteProgram(string name, byte[] code)
    {
        const int header = 64, segment = 56;
        const ulong address = 0x400000;
        var file = new byte[header + segment + code.Length];
        ReadOnlySpan<byte> identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(file);
        Put16(file, 16, 2); // ET_EXEC
        Put16(file, 18, 62); // EM_X86_64
        Put16(file, 20, 1);
        Put64(file, 24, address + header + segment); // entry
        Put64(file, 32, header);
        Put16(file, 52, header);
        Put16(file, 54, segment);
        Put16(file, 56, 1);
        Put16(file, header, 1); // PT_LOAD
        Put16(file, header + 4, 5); // read and execute
        Put64(file, header + 16, address);
        Put64(file, header + 24, address);
        Put64(file, header + 32, (ulong)file.Length);
        Put64(file, header + 40, (ulong)file.Length);
        Put64(file, header + 48, 0x1000);
        code.CopyTo(file, header + segment);
        File.WriteAllBytes(Path.Join(Folder, name), file);
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(Path.Join(Folder, name), (UnixFileMode)0b111_101_101);
    }

    // struct timespec.
    private static byte[] Time(ulong nanoseconds)
    {
        var time = new byte[16];
        Put64(time, 8, nanoseconds);
        return time;
    }

    private static void Put16(byte[] file, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);

    private static void Put64(byte[] file, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), value);
}
