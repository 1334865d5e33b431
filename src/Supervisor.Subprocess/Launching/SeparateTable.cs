using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// Starts children from a thread that has a descriptor table of its own (<see cref="SpawnThread"/>), where this process has so
/// many descriptors that copying and closing them costs more than two changes of thread.
/// </summary>
internal static class SeparateTable
{
    private const int FirstBeyondStandard = 3;

    // Copying and closing take 0.1 us for each descriptor, the other thread some 10 us; below this many the two are about even.
    private const int ManyDescriptors = 512;

    private static int _estimate;

    /// <summary>Tells the number of a descriptor that was just opened: as many are open, at least about.</summary>
    internal static void Learn(int number) => Volatile.Write(ref _estimate, number);

    /// <summary>
    /// Starts a child whose descriptors are 0, 1 and 2 as the request has them and the ones to keep. False when it has to be done in the ordinary
    /// way; nothing was started then.
    /// </summary>
    /// <param name="request">What the child is to have; its executable and directory are not looked at.</param>
    /// <param name="keep">Stay open in the child under their numbers.</param>
    /// <param name="spawn">Starts it there.</param>
    internal static bool TryStart(LaunchRequest request, IReadOnlyList<int> keep, Func<SpawnThread, int[], SpawnFileActions, bool> spawn)
    {
        // Who inherits more than is named, or our signal mask, has to be started here.
        if (Volatile.Read(ref _estimate) < ManyDescriptors || !request.CloseDescriptors || !request.ResetSignals) return false;

        // The numbers that descriptors have on the way begin at 3.
        if (request.ListenSocket is not null) return false;
        if (SpawnThread.TryTake() is not { } thread) return false;
        try
        {
            using var actions = new SpawnFileActions();
            return TryAssign(request, keep, actions) is { } descriptors && spawn(thread, descriptors, actions);
        }
        finally
        {
            thread.Return();
        }
    }

    // The received descriptors have consecutive numbers, which no target may overwrite before its turn.
    private static int[]? TryAssign(LaunchRequest request, IReadOnlyList<int> keep, SpawnFileActions actions)
    {
        ReadOnlySpan<int?> wanted = [request.Stdin, request.Stdout, request.Stderr];
        var descriptors = new List<int>(FirstBeyondStandard + keep.Count);
        var last = SpawnThread.FirstReceived + FirstBeyondStandard + keep.Count;
        if (last - SpawnThread.FirstReceived > SpawnThread.MostDescriptors) return null;
        for (var target = 0; target < FirstBeyondStandard; target++)
        {
            // We may ourselves have been started without it.
            var source = wanted[target] ?? target;
            if ((wanted[target] is not null || DescriptorNumbers.IsOpen(target)) && !TryAdd(source, target)) return null;
        }

        foreach (var number in keep)
        {
            if (number >= FirstBeyondStandard && (number < last && number >= SpawnThread.FirstReceived || !TryAdd(number, number))) return null;
        }

        return [.. descriptors];

        // Not when another thread holds our soft limit lowered.
        bool TryAdd(int source, int target)
        {
            descriptors.Add(source);
            return actions.TryDuplicate(SpawnThread.FirstReceived + descriptors.Count - 1, target);
        }
    }
}
