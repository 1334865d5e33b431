using System.Globalization;
using System.Text;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization;

/// <summary>
/// A pid file that is locked (fcntl(2)) for as long as its process lives, so that a left-over file is told from a live one
/// without trusting the pid in it. Removed on dispose, unless another file has taken its place.
/// </summary>
/// <remarks>
/// The lock belongs to the open file (an "open file description lock"): <see cref="KeepOnExec"/> takes it through an exec, and a child that inherits the
/// descriptor may <see cref="Adopt"/> it. What is no regular file, such as <c>/dev/null</c>, is written to, and neither locked
/// nor removed. A shared lock of flock(2) is taken as well: those who lock by flock see that the file is in use, and .NET, which
/// reads under such a lock, can read it.
/// </remarks>
public sealed class PidFile : IDisposable
{
    // Read by everybody, and not for everybody to write whatever the umask is: who can write it chooses whom others signal.
    private const int Mode = 0x1A4;
    private const int MaxPidText = 32;

    private readonly OwnedDescriptor _file;
    private readonly bool _isRegular;

    private PidFile(string path, OwnedDescriptor file, bool isRegular)
    {
        Path = path;
        _file = file;
        _isRegular = isRegular;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Number of the descriptor that holds the lock, for handing it to a child. Valid until dispose.</summary>
    public int Descriptor => _file.Number;

    /// <summary>Creates or takes over the file and writes the pid of this process into it.</summary>
    /// <exception cref="PidFileLockedException">A live process holds it.</exception>
    /// <exception cref="IOException">It cannot be opened, locked or written.</exception>
    public static PidFile Acquire(string path)
    {
        var file = Lock(path);
        try
        {
            file.Write(Environment.ProcessId);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Creates or takes over the file and leaves it empty, for when the pid is not known yet.</summary>
    /// <exception cref="PidFileLockedException">A live process holds it.</exception>
    /// <exception cref="IOException">It cannot be opened or locked.</exception>
    public static PidFile Lock(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        while (true)
        {
            const OpenFlags Flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;
            if (!FileSystem.TryOpen(path, Flags, Mode, out var file, out var error)) throw Failure("open", path, error);
            if (TakeOver(path, file) is { } taken) return taken;

            // The previous owner removed the name between our open and our lock: this file has no name any more.
            file.Dispose();
        }
    }

    /// <summary>
    /// Takes over a lock that came with a descriptor, through an exec or from the parent; from here on the file is removed by
    /// this object.
    /// </summary>
    /// <exception cref="PidFileLockedException">The lock is another's: this is not the descriptor that holds it.</exception>
    /// <exception cref="IOException">The descriptor is none of an open file.</exception>
    public static PidFile Adopt(string path, int descriptor)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!DescriptorNumbers.IsOpen(descriptor)) throw Failure("adopt", path, Errno.EBADF);
        DescriptorNumbers.SetCloseOnExec(descriptor, true);
        var file = new OwnedDescriptor(descriptor);
        var isRegular = IsRegular(path, file);
        if (isRegular) TakeLock(path, file);
        return new PidFile(path, file, isRegular);
    }

    /// <summary>The pid that a file holds, or null when it holds none or cannot be read. The process may be gone.</summary>
    public static int? Read(string path)
    {
        const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;
        if (!FileSystem.TryOpen(path, Flags, 0, out var file, out _)) return null;
        using (file)
        {
            Span<byte> text = stackalloc byte[MaxPidText];
            var read = DescriptorIo.ReadAt(file, text, 0);
            var line = Encoding.ASCII.GetString(text[..(int)read.Count]).Split('\n')[0];
            return int.TryParse(line, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null;
        }
    }

    /// <summary>Writes a pid, which may be another process's than ours, and a newline in the place of what was there.</summary>
    /// <exception cref="IOException">It cannot be written, as on a full disk.</exception>
    public void Write(int pid)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 1);
        var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{pid}\n"));
        var written = DescriptorIo.WriteAt(_file, text, 0);

        // The rest of a longer, older pid goes afterwards, so that at no time the file is empty.
        var error = written.Failed || !_isRegular ? written.Error : DescriptorIo.Truncate(_file, text.Length);
        if (error != Errno.None && !(error == Errno.ESPIPE && !_isRegular)) throw Failure("write", Path, error);
    }

    /// <summary>Lets the lock pass through an exec of this process, or to a child; there, <see cref="Adopt"/> it by its number.</summary>
    public void KeepOnExec() => DescriptorNumbers.SetCloseOnExec(_file.Number, false);

    /// <summary>Closes our copy of the lock without removing the file: another process has adopted it.</summary>
    public void HandOver() => _file.Dispose();

    /// <summary>Removes the file if it is still ours, and gives up the lock. Where it may not be removed it is emptied.</summary>
    public void Dispose()
    {
        if (_file.IsClosed) return;

        // Removed while the lock is still held, so that nobody can have locked this very file meanwhile.
        if (_isRegular && HasName(_file, Path) && FileSystem.Unlink(Path) != Errno.None) _ = DescriptorIo.Truncate(_file, 0);
        _file.Dispose();
    }

    private static PidFile? TakeOver(string path, OwnedDescriptor file)
    {
        try
        {
            if (!IsRegular(path, file)) return new PidFile(path, file, isRegular: false);
            TakeLock(path, file);
            if (!HasName(file, path)) return null;
            var error = DescriptorIo.Truncate(file, 0);
            return error == Errno.None ? new PidFile(path, file, isRegular: true) : throw Failure("empty", path, error);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void TakeLock(string path, OwnedDescriptor file)
    {
        var error = FileLock.TryExclusive(file);
        if (error == Errno.None) error = FileLock.TryShared(file);
        if (error == Errno.EAGAIN) throw new PidFileLockedException(path, Read(path), new PosixException("fcntl", error, path));
        if (error != Errno.None) throw Failure("lock", path, error);
    }

    private static bool IsRegular(string path, OwnedDescriptor file) =>
        FileStatus.TryGet(file, out var status, out var error) ? status.Kind == FileKind.Regular : throw Failure("look at", path, error);

    /// <summary>Whether the open file is still what the path names.</summary>
    private static bool HasName(OwnedDescriptor file, string path) =>
        FileStatus.TryGet(path, out var named, out _)
        && FileStatus.TryGet(file, out var open, out _)
        && named.Identity == open.Identity;

    private static IOException Failure(string verb, string path, Errno error) =>
        new($"cannot {verb} pid file {path}: {error.Text}", new PosixException(verb, error, path));
}
