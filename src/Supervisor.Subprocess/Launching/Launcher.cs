using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// Starts programs: by posix_spawn(3) alone where that can express the request, else through the exec stage. Safe from any
/// number of threads at once.
/// </summary>
public static class Launcher
{
    // More gaps than this between the descriptors to pass are closed cheaper by the exec stage.
    private const int MostGaps = 256;

    /// <summary>
    /// Starts one program and returns when it has been exec'd, or has failed to be. The calling thread waits as long as the
    /// file system of the program takes to answer.
    /// </summary>
    /// <remarks>With <see cref="ExecSettings.ParentDeathSignal"/> the launch happens on a thread that lives as long as the process.</remarks>
    public static LaunchResult Launch(LaunchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Settings?.ParentDeathSignal is null ? LaunchHere(request) : LastingThread.Run(() => LaunchHere(request));
    }

    private static LaunchResult LaunchHere(LaunchRequest request)
    {
        if (HasNul(request))
            return new LaunchFailure(LaunchStage.Exec, Errno.EINVAL, request.Executable);
        try
        {
            return NeedsStage(request) ? StagedLaunch.Start(request) : StartDirectly(request);
        }
        catch (PosixException e) when (e.Errno == Errno.EMFILE || e.Errno == Errno.ENFILE || e.Errno == Errno.ENOMEM || e.Errno == Errno.EBADF)
        {
            return new LaunchFailure(LaunchStage.Fork, e.Errno, request.Executable);
        }
    }

    private static LaunchResult StartDirectly(LaunchRequest request)
    {
        var result = DirectLaunch.Start(request);

        // The errno may be that of the chdir or of the exec; the stage tells which.
        if (result is LaunchFailure { Stage: LaunchStage.Exec } && request.Directory is not null && ExecStage.IsAvailable)
            return StagedLaunch.Start(request);
        return result;
    }

    private static bool NeedsStage(LaunchRequest request) =>
        request.Settings is not null
        || request.ListenSocket is not null
        || (request.CloseDescriptors && (!SpawnFileActions.CanCloseFrom || ChildDescriptors.Gaps(request.PassDescriptors) > MostGaps))
        || (request.Directory is not null && !SpawnFileActions.CanChangeDirectory);

    private static bool HasNul(LaunchRequest request) =>
        HasNul(request.Executable)
        || (request.Directory is not null && HasNul(request.Directory))
        || request.Arguments.Any(HasNul)
        || request.Environment.Any(HasNul);

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);
}
