using Supervisor.Daemonization.Settings;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemonization.Launching;

/// <summary>The launching process: starts the intermediate process and waits for the daemon's word.</summary>
internal static class DaemonLauncher
{
    private const int StandardStreams = 3;
    private const int Failure = 1;

    /// <param name="streams">What becomes the daemon's 0, 1 and 2.</param>
    /// <param name="kept">Further descriptors that it inherits.</param>
    /// <param name="timeout">How long it may take to become ready; null waits as long as it lives.</param>
    /// <exception cref="SettingException">A stream or descriptor cannot be had.</exception>
    internal static DaemonOpening Launch(IReadOnlyList<DaemonStream> streams, IReadOnlyList<int> kept, TimeSpan? timeout)
    {
        foreach (var number in kept)
        {
            if (!DescriptorNumbers.IsOpen(number)) throw new SettingException($"preserve descriptor {number}", Errno.EBADF);
        }

        var files = new List<OwnedDescriptor>();
        try
        {
            for (var number = 0; number < StandardStreams; number++)
                files.Add(StreamFiles.Open(streams[number], number));
            return Start(files, kept, timeout);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static DaemonOpening Start(List<OwnedDescriptor> files, IReadOnlyList<int> kept, TimeSpan? timeout)
    {
        var (statusRead, statusWrite) = Pipe.Create();
        var (relayRead, relayWrite) = Pipe.Create();
        using (statusRead)
        using (relayRead)
        {
            // A daemon whose parent is gone becomes our child, so that we learn how it ended.
            var wasSubreaper = CurrentProcess.IsSubreaper;
            CurrentProcess.IsSubreaper = true;
            SignalDispositions.KeepChildExits();
            try
            {
                using var wait = new LaunchWait(statusRead, relayRead);
                int intermediate;
                using (statusWrite)
                using (relayWrite)
                {
                    var marker = new StageMarker(
                        StageKind.Intermediate, Environment.ProcessId, 0, statusWrite.Number, files[2].Number, kept);
                    int[] streams = [files[0].Number, files[1].Number, relayWrite.Number];
                    var error = StageSpawn.Start(marker, streams, SpawnGrouping.Session, out intermediate);
                    if (error != Errno.None) return new DaemonOpening.Failed(Failure, $"cannot start the daemon: {error.Text}");
                }

                return wait.Run(intermediate, timeout);
            }
            finally
            {
                CurrentProcess.IsSubreaper = wasSubreaper;
            }
        }
    }
}
