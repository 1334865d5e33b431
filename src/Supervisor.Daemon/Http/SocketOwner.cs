using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Http;

/// <summary>Gives a socket the owner that the config names (<c>chown = "user:group"</c>).</summary>
internal static class SocketOwner
{
    /// <exception cref="IOException">An account is unknown, or this process may not give the file away.</exception>
    public static void Apply(string path, string? owner, string? group)
    {
        if (owner is null && group is null) return;
        var user = owner is null ? null : AccountDatabase.FindUser(owner) ?? throw new IOException($"there is no user {owner}");
        var groupAccount = group is null ? null : AccountDatabase.FindGroup(group) ?? throw new IOException($"there is no group {group}");
        var errno = FileOwner.Change(path, user?.UserId, groupAccount?.GroupId);
        if (errno != Errno.None) throw new IOException($"chown to {owner}:{group}: {errno.Text}{(errno == Errno.EPERM ? "; only root may give files away: leave chown out, or start as root" : "")}");
    }
}
