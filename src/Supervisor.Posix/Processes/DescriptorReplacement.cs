using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Posix.Processes;

/// <summary>dup2(2): putting another file under a number that is in use.</summary>
public static unsafe partial class DescriptorReplacement
{
    private const int CloseOnExec = 0x80000;
    private const int NotExecutable = 126;

    /// <summary>Makes <paramref name="target"/> a copy of <paramref name="source"/>, inherited by children (dup2).</summary>
    public static void Replace(int source, int target)
    {
        if (Duplicate(source, target) < 0)
            throw new PosixException("dup2", Errno.Last);
    }

    /// <summary>As <see cref="Replace"/>, and the copy is close-on-exec (dup3). The two numbers must differ.</summary>
    public static void ReplaceCloseOnExec(int source, int target)
    {
        if (Duplicate(source, target, CloseOnExec) < 0)
            throw new PosixException("dup3", Errno.Last);
    }

    /// <summary>
    /// Puts a file under some of the numbers 0 to 2 and execs at once: for numbers that the runtime has taken for files of
    /// its own, which must not see the change. Never comes back; exit status 126 when the exec fails.
    /// </summary>
    /// <param name="source">The file, by a number above 2.</param>
    /// <param name="targets">Numbers from 0 to 2.</param>
    /// <param name="path">The program.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="environment">The whole environment.</param>
    public static void ReplaceAndExecute(
        int source, ReadOnlySpan<int> targets, string path, NativeStrings arguments, NativeStrings environment)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        fixed (byte* file = Encoding.UTF8.GetBytes(path + "\0"))
        {
            // From here on nothing of the runtime may run: no allocation, no transition that could wait for a collection.
            foreach (var target in targets)
                _ = DuplicateAtOnce(source, target);
            _ = ExecuteAtOnce(file, arguments.Pointer, environment.Pointer);
            ExitAtOnce(NotExecutable);
        }
    }

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int source, int target);

    [LibraryImport("libc", EntryPoint = "dup3", SetLastError = true)]
    private static partial int Duplicate(int source, int target, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    [SuppressGCTransition]
    private static partial int DuplicateAtOnce(int source, int target);

    [LibraryImport("libc", EntryPoint = "execve")]
    [SuppressGCTransition]
    private static partial int ExecuteAtOnce(byte* path, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "_exit")]
    [SuppressGCTransition]
    private static partial void ExitAtOnce(int status);
}
