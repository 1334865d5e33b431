using Supervisor.Config.Hosting;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Boot;

/// <summary>The host as the config sees it, with accounts looked up as the system does it (nsswitch), not in files only.</summary>
internal static class DaemonConfigHost
{
    public static SystemConfigHost Create() => new(FindUser, HasGroup) { SpecialKind = FileKindText.OfSpecial };

    /// <param name="directory">What relative paths of the command line start from.</param>
    public static SystemConfigHost Create(string directory) => new(FindUser, HasGroup) { CurrentDirectory = directory, SpecialKind = FileKindText.OfSpecial };

    private static bool HasGroup(string nameOrId) => AccountDatabase.FindGroup(nameOrId) is not null;

    private static Account? FindUser(string nameOrId) => AccountDatabase.FindUser(nameOrId) is { } user
        ? new Account(user.Name, user.UserId, user.GroupId, user.Home)
        : null;
}
