using System.Runtime.InteropServices;

namespace Supervisor.Posix.Accounts;

internal static unsafe partial class AccountCalls
{
    // struct passwd and struct group of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    internal struct PasswordRecord
    {
        public byte* Name;
        public byte* Password;
        public uint UserId;
        public uint GroupId;
        public byte* FullName;
        public byte* Home;
        public byte* Shell;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct GroupRecord
    {
        public byte* Name;
        public byte* Password;
        public uint GroupId;
        public byte** Members;
    }

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UserByName(string name, PasswordRecord* record, byte* buffer, nuint size, PasswordRecord** result);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    internal static partial int UserById(uint id, PasswordRecord* record, byte* buffer, nuint size, PasswordRecord** result);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GroupByName(string name, GroupRecord* record, byte* buffer, nuint size, GroupRecord** result);

    [LibraryImport("libc", EntryPoint = "getgrgid_r")]
    internal static partial int GroupById(uint id, GroupRecord* record, byte* buffer, nuint size, GroupRecord** result);

    [LibraryImport("libc", EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GroupList(string user, uint group, uint* groups, int* count);

    [LibraryImport("libc", EntryPoint = "initgroups", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int InitGroups(string user, uint group);

    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    internal static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    internal static partial int SetGroupId(uint id);

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    internal static partial int SetUserId(uint id);

    [LibraryImport("libc", EntryPoint = "getuid")]
    internal static partial uint GetUserId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "getgid")]
    internal static partial uint GetGroupId();
}
