using Supervisor.Posix;
using Supervisor.Posix.Accounts;

namespace Supervisor.Daemonization.Settings;

/// <summary>The user and groups to become. Looked up before the root directory changes, since the databases lie under the old one.</summary>
/// <param name="User">The uid.</param>
/// <param name="Group">The gid.</param>
/// <param name="Supplementary">The supplementary groups; null leaves them as they are.</param>
internal sealed record ProcessOwner(uint User, uint Group, IReadOnlyList<uint>? Supplementary)
{
    /// <param name="user">The uid, or null for the real one.</param>
    /// <param name="group">The gid, or null for the user's own group, and without a user for the real one.</param>
    /// <param name="initializeGroups">Whether the user's supplementary groups are taken on.</param>
    internal static ProcessOwner Find(uint? user, uint? group, bool initializeGroups)
    {
        var newUser = user ?? Credentials.UserId;
        var account = user is null && !initializeGroups ? null : AccountDatabase.FindUser(newUser);
        var newGroup = group ?? (user is null ? null : account?.GroupId) ?? Credentials.GroupId;
        return new ProcessOwner(newUser, newGroup, Groups(newUser, newGroup, account, initializeGroups));
    }

    /// <summary>Takes it on, in the order in which rights are lost: groups, group, user.</summary>
    internal void Become()
    {
        if (Supplementary is { } groups) Check(Credentials.SetSupplementaryGroups([.. groups]), $"take on the groups of user {User}");
        Check(Credentials.SetGroup(Group), $"become group {Group}");
        Check(Credentials.SetUser(User), $"become user {User}");
    }

    private static IReadOnlyList<uint>? Groups(uint user, uint group, UserAccount? account, bool initializeGroups)
    {
        if (initializeGroups)
        {
            return account is not null
                ? AccountDatabase.GroupsOf(account with { GroupId = group })
                : throw new SettingException($"cannot take on the groups of user {user}: there is no such account");
        }

        // Else the daemon would keep root's groups, which nobody asked for.
        return user != Credentials.UserId && Credentials.EffectiveUserId == 0 ? [group] : null;
    }

    private static void Check(Errno error, string what)
    {
        if (error != Errno.None) throw new SettingException(what, error);
    }
}
