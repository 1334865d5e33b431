using Supervisor.Daemonization.Settings;
using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Launching;

/// <summary>Starts this program once more, as the next process of a launch: same executable, same command line.</summary>
internal static class StageSpawn
{
    private const int FirstBeyondStandard = 3;

    /// <summary>Returns 0 and the pid, or the errno.</summary>
    /// <param name="marker">What the new process is told. Its descriptors, and no others from 3 on, are inherited.</param>
    /// <param name="streams">What becomes 0, 1 and 2, by numbers above 2; empty for ours.</param>
    /// <param name="grouping">Whether the process leads a new session.</param>
    /// <param name="pid">The new process.</param>
    internal static Errno Start(StageMarker marker, ReadOnlySpan<int> streams, SpawnGrouping grouping, out int pid)
    {
        pid = 0;
        var image = OwnImage.Read();
        using var arguments = image.ToArguments();
        using var environment = image.ToEnvironment(StageMarker.Variable, marker.Format());
        using var actions = new SpawnFileActions();

        // Marked here rather than closed there: a gap of a million numbers costs nothing, and nothing of ours may be inherited
        // by anybody anyway.
        ExecSteps.SetAllCloseOnExec(FirstBeyondStandard);
        for (var target = 0; target < streams.Length; target++)
        {
            if (!actions.TryDuplicate(streams[target], target)) return Errno.EMFILE;
        }

        foreach (var number in marker.Descriptors.Concat(PassedSockets.Find(marker.Launcher)))
        {
            // A number above the soft limit can be open and be inherited, and not be named in a file action.
            if (!actions.TryDuplicate(number, number)) DescriptorNumbers.SetCloseOnExec(number, false);
        }

        return PosixSpawn.Start(image.Executable, arguments, environment, actions, grouping, 0, resetSignals: true, out pid);
    }
}
