using System.Globalization;
using Supervisor.Core.Processes;
using Supervisor.Posix.Limits;

namespace Supervisor.Engine.Children;

/// <summary>
/// How many files this process may still have open for programs. A start that there is no room for fails and says why; without that the pipes of
/// programs would take the last descriptors, nobody could connect any more, and output would not be read.
/// </summary>
internal sealed class DescriptorBudget(Func<long> limit)
{
    private readonly Lock _change = new();
    private long _used;

    /// <summary>Bounded by this process's RLIMIT_NOFILE.</summary>
    public static DescriptorBudget OfThisProcess() =>
        new(static () => (long)Math.Min(ResourceLimits.Get(Resource.OpenFiles).Soft, long.MaxValue));

    /// <summary>Takes what a start of this process needs, unless it has it; says why not when there is not enough.</summary>
    public StartFailure? Take(Child child)
    {
        lock (_change)
        {
            var needed = child.NeededDescriptors;
            if (_used + needed - child.HeldDescriptors <= (long)DescriptorShare.OfPrograms((ulong)limit()))
            {
                Hold(child, needed);
                return null;
            }

            return new StartFailure(
                StartFailureKind.Other,
                $"too many open files to spawn '{child.Name.Name}'",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"too many open files: supervisord may have {limit()} (RLIMIT_NOFILE), and its programs have {_used}; raise the hard limit and minfds"));
        }
    }

    /// <summary>It runs already: an earlier brain has started it.</summary>
    public void Include(Child child)
    {
        lock (_change) Hold(child, child.NeededDescriptors);
    }

    /// <summary>Its pipes are closed; its logs stay open for the next start.</summary>
    public void Ended(Child child)
    {
        lock (_change) Hold(child, Math.Min(child.HeldDescriptors, child.LogFiles));
    }

    /// <summary>It has left.</summary>
    public void Left(Child child)
    {
        lock (_change) Hold(child, 0);
    }

    private void Hold(Child child, int descriptors)
    {
        _used += descriptors - child.HeldDescriptors;
        child.HeldDescriptors = descriptors;
    }
}
