using System.Runtime.InteropServices;

namespace Supervisor.Posix.Processes;

/// <summary>The environment of this process as the C library has it, which .NET copies on its first change or enumeration.</summary>
public static partial class EnvironmentVariables
{
    /// <summary>Removes a variable for native code, for children and for .NET. To be done before other threads are started.</summary>
    public static void Remove(string name)
    {
        if (Unset(name) != 0)
            throw new PosixException("unsetenv", Errno.Last, name);
        Environment.SetEnvironmentVariable(name, null);
    }

    [LibraryImport("libc", EntryPoint = "unsetenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unset(string name);
}
