using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Sockets;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// The first brain, started before the keeper has made anything that it needs itself: both get ready at the same time. What the brain says meanwhile waits
/// in the socket.
/// </summary>
internal sealed record EarlyBrain(int Pid, OwnedDescriptor Pidfd, OwnedDescriptor Socket)
{
    /// <summary>Null where it cannot be started now: the keeper tries it as ever, and says why it cannot.</summary>
    internal static EarlyBrain? TryStart(KeeperSettings settings, ulong softLimit)
    {
        OwnedDescriptor? ours = null;
        try
        {
            (ours, var theirs) = PacketSocket.CreatePair();
            using (theirs)
            {
                if (Launcher.Launch(BrainLauncher.Request(settings, theirs.Number, null, softLimit)) is Launched launched)
                    return new EarlyBrain(launched.Pid, launched.Pidfd, ours);
            }
        }
        catch (PosixException)
        {
            // As above.
        }

        ours?.Dispose();
        return null;
    }
}
