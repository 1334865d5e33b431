using System.Runtime.InteropServices;

namespace Supervisor.Posix.Host;

/// <summary>The C library's calls of this folder, as their man pages have them.</summary>
internal static unsafe partial class HostCalls
{
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long Syscall(long number, long a, long b, long c, long d, long e, long f);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    internal static partial int AdjustTime(byte* timex);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    internal static partial int GetTime(int clock, long* timespec);

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    internal static partial nint LibraryVersion();
}
