using System.Runtime.InteropServices;

namespace Supervisor.Posix.Host;

/// <summary>The C library that this process runs on.</summary>
public static class CLibrary
{
    /// <summary>The version of glibc, such as 2.36; null on another library, such as musl.</summary>
    public static string? GlibcVersion
    {
        get
        {
            try
            {
                return Marshal.PtrToStringUTF8(HostCalls.LibraryVersion());
            }
            catch (EntryPointNotFoundException)
            {
                return null;
            }
        }
    }
}
