using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Keeper;

/// <summary>From the port's words to those of the subprocess layer and back.</summary>
internal static class RequestTranslation
{
    /// <summary>
    /// Looks the account up. Who already is that user stays as he is, groups included, as in supervisord; then and without a
    /// wish the identity is null.
    /// </summary>
    internal static SpawnFailure? FindIdentity(SpawnRequest request, out Identity? identity)
    {
        identity = null;
        if (request.User is not { } name)
            return null;
        try
        {
            if (AccountDatabase.FindUser(name) is not { } user)
                return new SpawnFailure(SpawnStage.User, 0, name);
            if (user.UserId != Credentials.UserId || user.UserId != Credentials.EffectiveUserId)
                identity = new Identity(user.UserId, user.GroupId, AccountDatabase.GroupsOf(user), name);
            return null;
        }
        catch (PosixException e)
        {
            return new SpawnFailure(SpawnStage.User, e.Errno.Value, name);
        }
    }

    internal static LaunchRequest ToLaunch(SpawnRequest request, Identity? identity, StandardStreams streams, OwnedDescriptor? socket) => new()
    {
        Executable = request.Executable,
        Arguments = request.Arguments,
        Environment = Environment(request),
        Directory = request.Directory,
        Stdin = streams.Stdin,
        Stdout = streams.Stdout,
        Stderr = streams.Stderr,
        ListenSocket = request.Socket is SocketPlace.ListenDescriptors ? socket!.Number : null,
        Grouping = SpawnGrouping.ProcessGroup,
        SoftDescriptorLimit = (ulong?)request.SoftDescriptorLimit,
        Settings = identity is null && request.Umask is null ? null : new ExecSettings { Identity = identity, Umask = request.Umask },
    };

    private static IReadOnlyList<string> Environment(SpawnRequest request) =>
        request is { Socket: SocketPlace.ListenDescriptors, SocketName: { } name }
            ? [.. request.Environment, $"LISTEN_FDNAMES={name}"]
            : request.Environment;

    internal static SpawnFailure ToSpawnFailure(LaunchFailure failure, SpawnRequest request) =>
        new(Stage(failure.Stage), failure.Errno.Value, failure.Subject.Length > 0 ? failure.Subject : request.Executable);

    private static SpawnStage Stage(LaunchStage stage) => stage switch
    {
        LaunchStage.User => SpawnStage.User,
        LaunchStage.Groups => SpawnStage.Groups,
        LaunchStage.GroupId => SpawnStage.GroupId,
        LaunchStage.UserId => SpawnStage.UserId,
        LaunchStage.ResourceLimit => SpawnStage.ResourceLimit,
        LaunchStage.Directory => SpawnStage.Directory,
        LaunchStage.Exec => SpawnStage.Exec,
        LaunchStage.ExecStage => SpawnStage.ExecStage,
        _ => SpawnStage.Fork,
    };
}
