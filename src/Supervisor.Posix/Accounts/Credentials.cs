namespace Supervisor.Posix.Accounts;

/// <summary>The user and groups that this process runs as; the setters change them for all its threads.</summary>
public static unsafe class Credentials
{
    public static uint UserId => AccountCalls.GetUserId();

    public static uint EffectiveUserId => AccountCalls.GetEffectiveUserId();

    public static uint GroupId => AccountCalls.GetGroupId();

    /// <summary>setuid(2): as root for good. Returns 0, EPERM or EAGAIN.</summary>
    public static Errno SetUser(uint id) => AccountCalls.SetUserId(id) == 0 ? Errno.None : Errno.Last;

    /// <summary>setgid(2). Returns 0 or EPERM.</summary>
    public static Errno SetGroup(uint id) => AccountCalls.SetGroupId(id) == 0 ? Errno.None : Errno.Last;

    /// <summary>setgroups(2). Returns 0, EPERM or EINVAL.</summary>
    public static Errno SetSupplementaryGroups(ReadOnlySpan<uint> groups)
    {
        fixed (uint* p = groups)
            return AccountCalls.SetGroups((nuint)groups.Length, p) == 0 ? Errno.None : Errno.Last;
    }

    /// <summary>initgroups(3): the groups that the group database gives the user, and one more.</summary>
    public static Errno InitializeGroups(string user, uint group) =>
        AccountCalls.InitGroups(user, group) == 0 ? Errno.None : Errno.Last;
}
