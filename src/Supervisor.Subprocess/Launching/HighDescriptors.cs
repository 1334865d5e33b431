using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Limits;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// Keeps long-lived descriptors out of the numbers that are needed while the soft descriptor limit is lowered for a spawn
/// (<see cref="LaunchRequest.SoftDescriptorLimit"/>).
/// </summary>
public static class HighDescriptors
{
    // A spawn that hangs in its exec keeps the limit lowered, and then nothing can be moved above it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Moves descriptors to numbers from <paramref name="limit"/> on, close-on-exec; those that are there already, or that
    /// cannot be moved now, stay as they are. The old objects are disposed when theirs was moved.
    /// </summary>
    /// <param name="limit">The children's soft limit; null: nothing is moved.</param>
    /// <param name="descriptors">Replaced in place.</param>
    public static void Lift(ulong? limit, Span<OwnedDescriptor?> descriptors)
    {
        if (limit is not { } first || first > int.MaxValue || !AnyBelow(descriptors, (int)first)
            || !DescriptorLimitGate.TryEnter(null, Patience, out _))
        {
            return;
        }

        try
        {
            foreach (ref var descriptor in descriptors)
            {
                if (descriptor is null || descriptor.Number >= (int)first)
                    continue;
                var moved = DescriptorNumbers.TryDuplicate(descriptor.Number, (int)first, out _);
                if (moved is null)
                    return;
                descriptor.Dispose();
                descriptor = moved;
            }
        }
        finally
        {
            DescriptorLimitGate.Leave();
        }
    }

    /// <summary>As the other, for one descriptor.</summary>
    public static OwnedDescriptor Lift(ulong? limit, OwnedDescriptor descriptor)
    {
        OwnedDescriptor? moved = descriptor;
        Lift(limit, new Span<OwnedDescriptor?>(ref moved));
        return moved!;
    }

    private static bool AnyBelow(ReadOnlySpan<OwnedDescriptor?> descriptors, int first)
    {
        foreach (var descriptor in descriptors)
        {
            if (descriptor is not null && descriptor.Number < first)
                return ResourceLimits.Get(Resource.OpenFiles).Hard > (ulong)first;
        }

        return false;
    }
}
