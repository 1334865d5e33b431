using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>The fast path: posix_spawn(3) alone.</summary>
internal static class DirectLaunch
{
    internal static LaunchResult Start(LaunchRequest request)
    {
        using var arguments = new NativeStrings(request.Arguments);
        using var environment = new NativeStrings(request.Environment);
        LaunchResult? result = null;
        if (!SeparateTable.TryStart(request, request.PassDescriptors, TrySpawn))
        {
            using var actions = new SpawnFileActions();
            using var descriptors = new ChildDescriptors(request);
            descriptors.AddTo(actions, request.CloseDescriptors, request.PassDescriptors);
            _ = TrySpawn(null, [], actions);
        }

        return result!;

        bool TrySpawn(SpawnThread? thread, int[] handedOver, SpawnFileActions actions)
        {
            if (request.Directory is not null)
                actions.ChangeDirectory(request.Directory);
            var error = DescriptorLimitGate.Enter(request.SoftDescriptorLimit);
            if (error != Errno.None)
            {
                result = new LaunchFailure(LaunchStage.ResourceLimit, error, "OpenFiles");
                return true;
            }

            int pid;
            try
            {
                if (!PosixSpawn.TryStart(
                    thread,
                    handedOver,
                    request.Executable,
                    arguments,
                    environment,
                    actions,
                    request.Grouping,
                    request.ProcessGroup,
                    request.ResetSignals,
                    out pid,
                    out error))
                {
                    return false;
                }
            }
            finally
            {
                DescriptorLimitGate.Leave();
            }

            result = error == Errno.None ? Open(pid, request) : Failure(request, error);
            return true;
        }
    }

    /// <summary>Names a child that was just started by pidfd; without one it cannot be kept, and is ended.</summary>
    internal static LaunchResult Open(int pid, LaunchRequest request)
    {
        try
        {
            var pidfd = Pidfd.Open(pid);
            var lowest = pidfd.Number;
            pidfd = HighDescriptors.Lift(request.SoftDescriptorLimit, pidfd);

            // Numbers are given out from the lowest on, and the lifted ones from the limit on.
            SeparateTable.Learn(pidfd.Number == lowest ? lowest : Math.Max(lowest, pidfd.Number - (int)request.SoftDescriptorLimit!.Value));
            return new Launched(pid, pidfd);
        }
        catch (PosixException e)
        {
            _ = ProcessSignals.Send(pid, Posix.Signals.SignalNumbers.Kill);
            _ = ChildWait.Reap(pid);
            return new LaunchFailure(LaunchStage.Fork, e.Errno, request.Executable);
        }
    }

    private static LaunchFailure Failure(LaunchRequest request, Errno error)
    {
        if (error == Errno.EAGAIN || error == Errno.ENOMEM || error == Errno.EBADF)
            return new LaunchFailure(LaunchStage.Fork, error, request.Executable);
        if (request.ProcessGroup > 0 && (error == Errno.EPERM || error == Errno.ESRCH))
            return new LaunchFailure(LaunchStage.ProcessGroup, error, $"{request.ProcessGroup}");
        return new LaunchFailure(LaunchStage.Exec, error, request.Executable);
    }
}
