using System.Runtime.InteropServices;

namespace Supervisor.Posix.Processes;

/// <summary>What posix_spawn(3) does to the child's descriptors and directory before the exec, in the order added.</summary>
public sealed unsafe class SpawnFileActions : IDisposable
{
    // sizeof(posix_spawn_file_actions_t) is 80 on glibc and on musl for 64-bit machines.
    private const int Size = 256;

    private static readonly Lazy<(bool ChangeDirectory, bool CloseFrom, bool SetForeground)> Available = new(Probe);

    private byte* _actions;

    public SpawnFileActions()
    {
        _actions = (byte*)NativeMemory.AllocZeroed(Size);
        Check("posix_spawn_file_actions_init", SpawnCalls.InitActions(_actions));
    }

    /// <summary>Whether the C library has <c>addchdir_np</c> (glibc 2.29).</summary>
    public static bool CanChangeDirectory => Available.Value.ChangeDirectory;

    /// <summary>Whether the C library has <c>addclosefrom_np</c> (glibc 2.34).</summary>
    public static bool CanCloseFrom => Available.Value.CloseFrom;

    /// <summary>Whether the C library has <c>addtcsetpgrp_np</c> (glibc 2.35).</summary>
    public static bool CanSetForeground => Available.Value.SetForeground;

    internal byte* Pointer => _actions;

    /// <summary>
    /// dup2; equal numbers clear close-on-exec. False when glibc refuses a number since it is not below our soft descriptor
    /// limit of this moment (EBADF), although it may well be open.
    /// </summary>
    public bool TryDuplicate(int descriptor, int target)
    {
        var error = SpawnCalls.AddDup2(_actions, descriptor, target);
        if (error != Errno.EBADF.Value)
            Check("posix_spawn_file_actions_adddup2", error);
        return error == 0;
    }

    /// <summary>close; a number that is not open is no error.</summary>
    public void Close(int descriptor) => Check("posix_spawn_file_actions_addclose", SpawnCalls.AddClose(_actions, descriptor));

    /// <summary>Closes every descriptor from <paramref name="first"/> on: one close_range(2) in the child.</summary>
    public void CloseFrom(int first) => Check("posix_spawn_file_actions_addclosefrom_np", SpawnCalls.AddCloseFrom(_actions, first));

    public void ChangeDirectory(string path) =>
        Check("posix_spawn_file_actions_addchdir_np", SpawnCalls.AddChangeDirectory(_actions, path));

    /// <summary>Puts the child's process group into the foreground of a terminal.</summary>
    public void SetForeground(int terminal) =>
        Check("posix_spawn_file_actions_addtcsetpgrp_np", SpawnCalls.AddSetForeground(_actions, terminal));

    public void Dispose()
    {
        if (_actions is null)
            return;
        _ = SpawnCalls.DestroyActions(_actions);
        NativeMemory.Free(_actions);
        _actions = null;
    }

    private static void Check(string call, int error)
    {
        if (error != 0)
            throw new PosixException(call, new Errno(error));
    }

    private static (bool ChangeDirectory, bool CloseFrom, bool SetForeground) Probe()
    {
        if (!NativeLibrary.TryLoad("libc.so.6", out var library))
            return (false, false, false);
        return (
            NativeLibrary.TryGetExport(library, "posix_spawn_file_actions_addchdir_np", out _),
            NativeLibrary.TryGetExport(library, "posix_spawn_file_actions_addclosefrom_np", out _),
            NativeLibrary.TryGetExport(library, "posix_spawn_file_actions_addtcsetpgrp_np", out _));
    }
}
