using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Supervisor.Posix.Files;

namespace Supervisor.Daemonization;

/// <summary>
/// A pid file that is locked (flock(2)) for as long as its process lives, so that a left-over file is told from a live one
/// without trusting the pid in it. Removed on dispose, unless another file has taken its place.
/// </summary>
public sealed class PidFile : IDisposable
{
    private const int MaxPidText = 32;

    // EWOULDBLOCK, as the runtime reports a lock that is held.
    private const int WouldBlock = 11;

    private readonly SafeFileHandle _handle;

    private PidFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    /// <summary>Creates or takes over the file and writes the pid of this process into it.</summary>
    /// <exception cref="PidFileLockedException">A live process holds it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static PidFile Acquire(string path)
    {
        while (true)
        {
            var handle = OpenLocked(path);
            if (HasName(handle, path))
            {
                RandomAccess.SetLength(handle, 0);
                RandomAccess.Write(handle, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")), 0);
                return new PidFile(path, handle);
            }

            // The previous owner removed the name between our open and our lock: this file has no name any more.
            handle.Dispose();
        }
    }

    /// <summary>The pid that a file holds, or null when it holds none or cannot be read.</summary>
    public static int? Read(string path)
    {
        try
        {
            // ReadWrite sharing asks for no lock, so that a locked file can be read.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> text = stackalloc byte[MaxPidText];
            var length = RandomAccess.Read(handle, text, 0);
            return int.TryParse(Encoding.ASCII.GetString(text[..length]).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                ? pid
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        // Removed while the lock is still held, so that nobody can have locked this very file meanwhile.
        if (HasName(_handle, Path)) File.Delete(Path);
        _handle.Dispose();
    }

    /// <summary>Whether the open file is still what the path names.</summary>
    private static bool HasName(SafeFileHandle handle, string path)
    {
        var link = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}");
        return FileStatus.TryGet(path, out var named, out _)
            && FileStatus.TryGet(link, out var open, out _)
            && named.Identity == open.Identity;
    }

    // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix.
    private static SafeFileHandle OpenLocked(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            throw new PidFileLockedException(path, Read(path), exception);
        }
    }
}
