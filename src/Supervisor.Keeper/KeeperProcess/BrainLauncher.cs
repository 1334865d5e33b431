using System.Collections;
using System.Globalization;
using Supervisor.Keeper.Brain;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Sockets;
using Supervisor.Subprocess.Children;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>Starts brains, each with the other end of a new socket, on a thread that may hang.</summary>
internal sealed class BrainLauncher(KeeperSettings settings, InputQueue inputs, SpawnThreads threads, ChildWatcher watcher, ulong softLimit)
{
    /// <summary>Begins a start and returns our end. What comes of it is posted.</summary>
    /// <exception cref="PosixException">EMFILE, ENFILE.</exception>
    internal OwnedDescriptor Begin(long now)
    {
        var (ours, theirs) = PacketSocket.CreatePair();
        threads.Add(() => Start(theirs), now);
        return ours;
    }

    private void Start(OwnedDescriptor socket)
    {
        using (socket)
        {
            try
            {
                var result = watcher.Start(
                    Request(socket.Number),
                    brain => inputs.Post(new KeeperInput.BrainStarted(brain)),
                    (brain, _) => inputs.Post(new KeeperInput.BrainExited(brain)));
                if (result is LaunchFailure failure)
                    inputs.Post(new KeeperInput.BrainNotStarted(failure.Errno));
            }
            catch (PosixException e)
            {
                inputs.Post(new KeeperInput.BrainNotStarted(e.Errno));
            }
        }
    }

    // In our process group, so that it stands and falls with us at a terminal.
    private LaunchRequest Request(int socket) => new()
    {
        Executable = settings.BrainExecutable,
        Arguments = settings.BrainArguments,
        Environment = EnvironmentFor(socket),
        PassDescriptors = [socket],
        Grouping = SpawnGrouping.Inherit,
        SoftDescriptorLimit = softLimit,
    };

    private static string[] EnvironmentFor(int socket) =>
    [
        .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(e => (string)e.Key != KeeperConnection.Variable)
            .Select(e => $"{e.Key}={e.Value}"),
        string.Create(CultureInfo.InvariantCulture, $"{KeeperConnection.Variable}={socket}"),
    ];
}
