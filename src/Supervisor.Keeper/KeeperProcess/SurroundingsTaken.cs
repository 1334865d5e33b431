using System.Globalization;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Limits;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What the keeper has taken on at the wish of its brain. Each is done at most once for the same wish, so every brain may say it.</summary>
internal sealed class SurroundingsTaken(ulong softLimit)
{
    internal string? Directory { get; set; }

    internal string? User { get; set; }

    /// <summary>The programs' mark; null while they have none.</summary>
    internal string? Mark { get; set; }

    /// <summary>The soft descriptor limit of programs.</summary>
    internal ulong SoftLimit { get; private set; } = softLimit;

    /// <summary>Takes it on until something cannot be; null when all was done.</summary>
    internal (Errno Errno, string Explanation)? Take(Frame.Surroundings wish)
    {
        if (wish.LeastDescriptors is { } descriptors)
        {
            if (Raise(Resource.OpenFiles, descriptors) is { } error)
                return (error, string.Create(CultureInfo.InvariantCulture, $"cannot raise the limit of open files to {descriptors}: {error.Text}"));
            SoftLimit = Math.Max(SoftLimit, (ulong)descriptors);
        }

        if (wish.LeastProcesses is { } processes && Raise(Resource.Processes, processes) is { } refused)
            return (refused, string.Create(CultureInfo.InvariantCulture, $"cannot raise the limit of processes to {processes}: {refused.Text}"));
        if (wish.User is { } user && user != User && Become(user) is { } reason)
            return reason;
        User = wish.User ?? User;
        if (wish.Umask is { } mask)
            CurrentProcess.SetUmask(mask);
        if (wish.Directory is { } directory && directory != Directory && Enter(directory) is { } problem)
            return problem;
        Directory = wish.Directory ?? Directory;
        if (wish.Instance is { } instance)
            Mark = ProgramMark.Of(instance);
        return null;
    }

    // The keeper goes there too: all processes of a daemon leave the place where it was started.
    private static (Errno, string)? Enter(string directory)
    {
        try
        {
            CurrentProcess.ChangeDirectory(directory);
            return null;
        }
        catch (PosixException failure)
        {
            return (failure.Errno, $"cannot change to directory {directory}: {failure.Errno.Text}");
        }
    }

    private static Errno? Raise(Resource resource, long least)
    {
        var limit = ResourceLimits.Get(resource);
        if (limit.Soft >= (ulong)least)
            return null;
        var error = ResourceLimits.Set(resource, new ResourceLimit((ulong)least, Math.Max(limit.Hard, (ulong)least)));
        return error == Errno.None ? null : error;
    }

    private static (Errno, string)? Become(string name)
    {
        UserAccount? account;
        try
        {
            account = AccountDatabase.FindUser(name);
        }
        catch (PosixException e)
        {
            return (e.Errno, $"cannot look up user {name}: {e.Errno.Text}");
        }

        if (account is null)
            return (Errno.ENOENT, $"cannot become user {name}: there is no such user");
        if (Credentials.UserId == account.UserId && Credentials.EffectiveUserId == account.UserId)
            return null;
        if (Credentials.EffectiveUserId != 0)
            return (Errno.EPERM, $"cannot become user {name}: Can't drop privilege as nonroot user");
        foreach (var step in new Func<Errno>[]
                 {
                     () => Credentials.InitializeGroups(account.Name, account.GroupId),
                     () => Credentials.SetGroup(account.GroupId),
                     () => Credentials.SetUser(account.UserId),
                 })
        {
            var error = step();
            if (error != Errno.None)
                return (error, $"cannot become user {name}: {error.Text}");
        }

        return null;
    }
}
