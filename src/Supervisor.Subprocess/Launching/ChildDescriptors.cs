using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>Works out the file actions that give a child exactly the descriptors of its request.</summary>
internal sealed class ChildDescriptors : IDisposable
{
    private const int FirstBeyondStandard = 3;
    private static readonly TimeSpan GatePatience = TimeSpan.FromSeconds(1);

    private readonly List<OwnedDescriptor> _lifted = [];
    private readonly int[] _sources;

    /// <exception cref="PosixException">EMFILE.</exception>
    internal ChildDescriptors(LaunchRequest request)
    {
        ReadOnlySpan<int?> wanted = [request.Stdin, request.Stdout, request.Stderr, request.ListenSocket];
        _sources = new int[FirstOfRequest(request)];
        for (var target = 0; target < _sources.Length; target++)
            _sources[target] = wanted[target] is { } source ? Lift(source, target) : target;
    }

    /// <summary>Descriptors with the numbers from 3 on are close-on-exec of their own or closed by the actions, but for the given ones.</summary>
    internal void AddTo(SpawnFileActions actions, bool closeOthers, IReadOnlyList<int> keep)
    {
        for (var target = 0; target < _sources.Length; target++)
        {
            // We may ourselves have been started without it.
            if (_sources[target] != target || DescriptorNumbers.IsOpen(target))
                Duplicate(actions, _sources[target], target);
        }

        foreach (var number in keep)
        {
            if (number >= FirstBeyondStandard)
                Duplicate(actions, number, number);
        }

        if (closeOthers)
            CloseOthers(actions, keep);
    }

    public void Dispose()
    {
        foreach (var descriptor in _lifted)
            descriptor.Dispose();
    }

    /// <summary>Replaces a descriptor of ours whose number the child has another use for: that of a stream, since we were started without it, or of its socket.</summary>
    internal static OwnedDescriptor AboveThoseOf(LaunchRequest request, OwnedDescriptor descriptor)
    {
        var first = FirstOfRequest(request);
        if (descriptor.Number >= first)
            return descriptor;
        using (descriptor)
            return DescriptorNumbers.TryDuplicate(descriptor.Number, first, out var error) ?? throw new PosixException("fcntl", error);
    }

    /// <summary>How many numbers lie between the ones to keep, each of which costs a close of its own.</summary>
    internal static int Gaps(IReadOnlyList<int> keep) => keep.Count == 0 ? 0 : keep.Max() - FirstBeyondStandard + 1 - keep.Count;

    // The first number that the request says nothing of.
    private static int FirstOfRequest(LaunchRequest request) => FirstBeyondStandard + (request.ListenSocket is null ? 0 : 1);

    // While another thread holds our soft limit lowered, numbers above it are refused: a stream is reached by a copy below
    // it, and a number that has to stay is tried again at our own limit, unless the spawn that holds it hangs.
    private void Duplicate(SpawnFileActions actions, int descriptor, int target)
    {
        if (actions.TryDuplicate(descriptor, target))
            return;
        if (descriptor != target && DescriptorNumbers.TryDuplicate(descriptor, FirstBeyondStandard, out _) is { } copy)
        {
            _lifted.Add(copy);
            if (actions.TryDuplicate(copy.Number, target))
                return;
        }

        if (!DescriptorLimitGate.TryEnter(null, GatePatience, out _))
            throw new PosixException("posix_spawn_file_actions_adddup2", Errno.EBADF);
        try
        {
            if (!actions.TryDuplicate(descriptor, target))
                throw new PosixException("posix_spawn_file_actions_adddup2", Errno.EBADF);
        }
        finally
        {
            DescriptorLimitGate.Leave();
        }
    }

    private static void CloseOthers(SpawnFileActions actions, IReadOnlyList<int> keep)
    {
        var end = keep.Count == 0 ? FirstBeyondStandard : Math.Max(keep.Max() + 1, FirstBeyondStandard);
        for (var number = FirstBeyondStandard; number < end; number++)
        {
            if (!keep.Contains(number))
                actions.Close(number);
        }

        actions.CloseFrom(end);
    }

    // A source below 3 could be overwritten by the dup2 of another stream before its own turn comes.
    private int Lift(int source, int target)
    {
        if (source >= FirstBeyondStandard || source == target)
            return source;
        var copy = DescriptorNumbers.TryDuplicate(source, FirstBeyondStandard, out var error)
            ?? throw new PosixException("fcntl", error);
        _lifted.Add(copy);
        return copy.Number;
    }
}
