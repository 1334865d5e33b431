using System.Globalization;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Launching;

/// <summary>
/// What a process of a launch is told by the one that started it, in a variable of its environment, so that its command line
/// is the one that the user gave. Removed from the environment before anything else runs.
/// </summary>
/// <param name="Kind">Which process it is.</param>
/// <param name="Launcher">Pid of the launching process.</param>
/// <param name="Session">The session that the process must be in: the pid of the intermediate one; 0 when that is itself.</param>
/// <param name="Status">Write end of the status pipe.</param>
/// <param name="StandardError">What becomes standard error when the daemon is ready.</param>
/// <param name="Kept">Descriptors that the launching process preserved for the daemon, in its order.</param>
internal sealed record StageMarker(
    StageKind Kind, int Launcher, int Session, int Status, int StandardError, IReadOnlyList<int> Kept)
{
    internal const string Variable = "SUPERVISOR_DAEMONIZATION_STAGE";

    private const char Separator = ' ';
    private const int FixedFields = 5;

    /// <summary>Every descriptor that goes from process to process.</summary>
    internal IEnumerable<int> Descriptors => [Status, StandardError, .. Kept];

    /// <summary>Reads the marker of this process. Null when there is none, or one that was meant for another process.</summary>
    internal static StageMarker? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { } text && Parse(text) is { } marker && marker.IsOurs() ? marker : null;

    internal string Format() => string.Join(
        Separator,
        new[] { (int)Kind, Launcher, Session, Status, StandardError }.Concat(Kept).Select(n => n.ToString(CultureInfo.InvariantCulture)));

    internal static StageMarker? Parse(string text)
    {
        var numbers = new List<int>();
        foreach (var word in text.Split(Separator))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            numbers.Add(number);
        }

        return numbers.Count >= FixedFields && Enum.IsDefined((StageKind)numbers[0])
            ? new StageMarker((StageKind)numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[FixedFields..])
            : null;
    }

    // A variable that leaked into some other process must not make it a daemon.
    private bool IsOurs()
    {
        var (pid, session) = (CurrentProcess.Pid, CurrentProcess.Session());
        var placed = Kind == StageKind.Intermediate
            ? session == pid && CurrentProcess.ParentPid == Launcher
            : session == Session && session != pid;
        return placed && IsPipe(Status);
    }

    private static bool IsPipe(int number)
    {
        if (!DescriptorIo.TryDuplicate(number, out var copy, out _)) return false;
        using (copy)
        {
            return FileStatus.TryGet(copy, out var status, out _) && status.Kind == FileKind.Fifo;
        }
    }
}
