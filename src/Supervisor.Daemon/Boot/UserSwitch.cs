using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;

namespace Supervisor.Daemon.Boot;

/// <summary>Takes on the account that <c>user</c> in <c>[supervisord]</c> names, before any file is opened.</summary>
internal static class UserSwitch
{
    /// <returns>supervisord's line for the log, or null when no user is named.</returns>
    /// <exception cref="StartFailedException">The account is unknown, or may not be taken on.</exception>
    public static string? Apply(string? user)
    {
        if (user is null) return null;
        var account = AccountDatabase.FindUser(user) ?? throw Refused(user, "there is no such user");
        if (Credentials.EffectiveUserId == account.UserId && Credentials.UserId == account.UserId) return Succeeded(account);
        if (Credentials.EffectiveUserId != 0) throw Refused(user, "Can't drop privilege as nonroot user");
        Check(user, Credentials.InitializeGroups(account.Name, account.GroupId));
        Check(user, Credentials.SetGroup(account.GroupId));
        Check(user, Credentials.SetUser(account.UserId));
        return Succeeded(account);
    }

    private static string Succeeded(UserAccount account) =>
        string.Create(CultureInfo.InvariantCulture, $"Set uid to user {account.UserId} succeeded");

    private static void Check(string user, Errno errno)
    {
        if (errno != Errno.None) throw Refused(user, errno.Text);
    }

    private static StartFailedException Refused(string user, string reason) =>
        new(StartFailedException.BadConfig, $"cannot become user {user}: {reason}; nothing was started");
}
