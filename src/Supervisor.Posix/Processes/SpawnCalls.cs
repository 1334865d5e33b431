using System.Runtime.InteropServices;

namespace Supervisor.Posix.Processes;

/// <summary>posix_spawn(3) and its family. They return an error number instead of setting errno.</summary>
internal static unsafe partial class SpawnCalls
{
    // <spawn.h> of glibc and musl.
    internal const short SetProcessGroup = 0x02;
    internal const short SetSignalDefault = 0x04;
    internal const short SetSignalMask = 0x08;
    internal const short SetSession = 0x80;

    // By a name of its own, so that what older libraries lack is looked up when it is called, also where a Native AOT
    // build binds "libc" at link time.
    private const string NewCLibrary = "libc.so.6";

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    internal static partial int Spawn(int* pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    internal static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    internal static partial int SetGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int SetMask(byte* attributes, byte* mask);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int SetDefaults(byte* attributes, byte* mask);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int AddDup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    internal static partial int AddClose(byte* actions, int descriptor);

    [LibraryImport(NewCLibrary, EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int AddChangeDirectory(byte* actions, string path);

    [LibraryImport(NewCLibrary, EntryPoint = "posix_spawn_file_actions_addtcsetpgrp_np")]
    internal static partial int AddSetForeground(byte* actions, int terminal);

    [LibraryImport(NewCLibrary, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static partial int AddCloseFrom(byte* actions, int first);
}
