using System.Globalization;
using System.Runtime.InteropServices;

namespace Supervisor.Posix.Accounts;

/// <summary>
/// Users and groups through the name service (getpwnam_r(3) and its family). A lookup may ask a server, and takes as long as
/// that does.
/// </summary>
public static unsafe class AccountDatabase
{
    private const int FirstBufferSize = 1024;
    private const int LargestBufferSize = 1 << 20;
    private const int RangeError = 34;

    // The record's strings lie in the buffer, so the query copies what it found before it returns.
    private delegate int Query<T>(byte* buffer, nuint size, out T? found);

    /// <summary>A user by name or, when there is none of that name, by number. Null when unknown.</summary>
    /// <exception cref="PosixException">The name service failed.</exception>
    public static UserAccount? FindUser(string nameOrNumber)
    {
        ArgumentNullException.ThrowIfNull(nameOrNumber);
        return UserByName(nameOrNumber)
            ?? (uint.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? FindUser(id) : null);
    }

    /// <summary>A user by number. Null when unknown.</summary>
    public static UserAccount? FindUser(uint id) =>
        Retry("getpwuid_r", (byte* buffer, nuint size, out UserAccount? found) =>
        {
            AccountCalls.PasswordRecord record;
            AccountCalls.PasswordRecord* result = null;
            var error = AccountCalls.UserById(id, &record, buffer, size, &result);
            found = result is null ? null : Account(result);
            return error;
        });

    /// <summary>A group by name or, when there is none of that name, by number. Null when unknown.</summary>
    public static GroupAccount? FindGroup(string nameOrNumber)
    {
        ArgumentNullException.ThrowIfNull(nameOrNumber);
        return GroupByName(nameOrNumber)
            ?? (uint.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? FindGroup(id) : null);
    }

    /// <summary>A group by number. Null when unknown.</summary>
    public static GroupAccount? FindGroup(uint id) =>
        Retry("getgrgid_r", (byte* buffer, nuint size, out GroupAccount? found) =>
        {
            AccountCalls.GroupRecord record;
            AccountCalls.GroupRecord* result = null;
            var error = AccountCalls.GroupById(id, &record, buffer, size, &result);
            found = result is null ? null : Group(result);
            return error;
        });

    /// <summary>The groups that a login of the user has: its primary one first, then those of the group database (getgrouplist(3)).</summary>
    public static IReadOnlyList<uint> GroupsOf(UserAccount user)
    {
        ArgumentNullException.ThrowIfNull(user);
        for (var capacity = 64; ; capacity *= 4)
        {
            var groups = new uint[capacity];
            var count = capacity;
            fixed (uint* p = groups)
            {
                if (AccountCalls.GroupList(user.Name, user.GroupId, p, &count) >= 0)
                    return groups[..count];
            }
        }
    }

    private static UserAccount? UserByName(string name) =>
        Retry("getpwnam_r", (byte* buffer, nuint size, out UserAccount? found) =>
        {
            AccountCalls.PasswordRecord record;
            AccountCalls.PasswordRecord* result = null;
            var error = AccountCalls.UserByName(name, &record, buffer, size, &result);
            found = result is null ? null : Account(result);
            return error;
        });

    private static GroupAccount? GroupByName(string name) =>
        Retry("getgrnam_r", (byte* buffer, nuint size, out GroupAccount? found) =>
        {
            AccountCalls.GroupRecord record;
            AccountCalls.GroupRecord* result = null;
            var error = AccountCalls.GroupByName(name, &record, buffer, size, &result);
            found = result is null ? null : Group(result);
            return error;
        });

    private static T? Retry<T>(string call, Query<T> query)
        where T : class
    {
        for (var size = FirstBufferSize; ; size *= 4)
        {
            var buffer = (byte*)NativeMemory.Alloc((nuint)size);
            try
            {
                var error = new Errno(query(buffer, (nuint)size, out var found));
                if (error.Value == RangeError && size < LargestBufferSize)
                    continue;

                // "The given name or uid was not found" may come as any of these (getpwnam_r(3)).
                if (error != Errno.None && error != Errno.ENOENT && error != Errno.ESRCH && error != Errno.EBADF && error != Errno.EPERM)
                    throw new PosixException(call, error);
                return found;
            }
            finally
            {
                NativeMemory.Free(buffer);
            }
        }
    }

    private static UserAccount Account(AccountCalls.PasswordRecord* record) =>
        new(Text(record->Name), record->UserId, record->GroupId, Text(record->Home), Text(record->Shell));

    private static GroupAccount Group(AccountCalls.GroupRecord* record) => new(Text(record->Name), record->GroupId);

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
