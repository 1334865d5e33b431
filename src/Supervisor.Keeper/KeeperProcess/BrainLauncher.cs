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
    /// <param name="brain">Its number.</param>
    /// <param name="source">What to execute, null for what lies at the path.</param>
    /// <exception cref="PosixException">EMFILE, ENFILE.</exception>
    internal OwnedDescriptor Begin(ulong brain, OwnedDescriptor? source)
    {
        OwnedDescriptor? copy = null;
        if (source is not null)
            copy = DescriptorNumbers.TryDuplicate(source.Number, 3, out var error) ?? throw new PosixException("fcntl", error);
        try
        {
            var (ours, theirs) = PacketSocket.CreatePair();
            threads.Add(() => Start(brain, theirs, copy));
            return ours;
        }
        catch (PosixException)
        {
            copy?.Dispose();
            throw;
        }
    }

    // In our process group, so that it stands and falls with us at a terminal. By its path as long as that is the same file, since
    // the kernel names a process after what it was executed by.
    internal static LaunchRequest Request(KeeperSettings settings, int socket, OwnedDescriptor? source, ulong softLimit)
    {
        var byPath = source is null || ProgramImage.IsAt(source, settings.BrainExecutable);
        return new LaunchRequest
        {
            Executable = byPath ? settings.BrainExecutable : ProgramImage.PathOf(source!),
            Arguments = settings.BrainArguments,
            Environment = EnvironmentFor(socket, byPath ? null : source),
            PassDescriptors = byPath ? [socket] : [socket, source!.Number],
            Grouping = SpawnGrouping.Inherit,
            SoftDescriptorLimit = softLimit,
        };
    }

    private void Start(ulong brain, OwnedDescriptor socket, OwnedDescriptor? source)
    {
        using (socket)
        using (source)
        {
            try
            {
                var result = watcher.Start(
                    Request(settings, socket.Number, source, softLimit),
                    process => inputs.Post(new KeeperInput.BrainStarted(brain, process, ProgramImage.Of(process.Pid))),
                    (_, exit) => inputs.Post(new KeeperInput.BrainExited(brain, exit)));
                if (result is LaunchFailure failure)
                    inputs.Post(new KeeperInput.BrainNotStarted(brain, failure.Errno));
            }
            catch (PosixException e)
            {
                inputs.Post(new KeeperInput.BrainNotStarted(brain, e.Errno));
            }
        }
    }

    private static string[] EnvironmentFor(int socket, OwnedDescriptor? image) =>
    [
        .. ServiceEnvironment.WithoutOurs(KeeperConnection.Variable, KeeperConnection.ImageVariable),
        string.Create(CultureInfo.InvariantCulture, $"{KeeperConnection.Variable}={socket}"),
        .. image is null ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"{KeeperConnection.ImageVariable}={image.Number}") },
    ];
}
