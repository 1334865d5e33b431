using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Launching;

/// <summary>
/// The process in the middle: it leads the new session, starts the daemon in it and ends. So the daemon is no session leader
/// and cannot get a controlling terminal by opening one (setsid(2), credentials(7)).
/// </summary>
internal static class IntermediateStage
{
    private const int Failure = 1;

    /// <summary>Never comes back.</summary>
    internal static void Run(StageMarker marker)
    {
        using var status = new OwnedDescriptor(marker.Status);
        var next = marker with { Kind = StageKind.Daemon, Session = Environment.ProcessId };
        var error = StageSpawn.Start(next, [], SpawnGrouping.Inherit, out var pid);
        var message = error == Errno.None
            ? new StatusMessage(StatusKind.Spawned, pid, "")
            : new StatusMessage(StatusKind.Failed, Failure, string.Create(CultureInfo.InvariantCulture, $"cannot start the daemon: {error.Text}"));
        try
        {
            DescriptorNumbers.WriteFully(status, message.Encode());
        }
        catch (PosixException failure) when (failure.Errno == Errno.EPIPE)
        {
            // The launching process is gone: the daemon will find that out by itself.
        }

        CurrentProcess.Exit(error == Errno.None ? 0 : Failure);
    }
}
