using System.Collections.Concurrent;
using Supervisor.Posix.Threads;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// A thread that lives as long as the process. The kernel sends a parent-death signal when the *thread* that started the
/// child ends, and pool threads do end.
/// </summary>
internal static class LastingThread
{
    private static readonly Lazy<BlockingCollection<Action>> Work = new(Begin);

    /// <summary>Runs a function there and waits for its result.</summary>
    internal static T Run<T>(Func<T> function)
    {
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Value.Add(() =>
        {
            try
            {
                outcome.SetResult(function());
            }
#pragma warning disable CA1031 // whatever it is belongs to the caller
            catch (Exception e)
#pragma warning restore CA1031
            {
                outcome.SetException(e);
            }
        });
        return outcome.Task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        _ = BackgroundThread.Start("spawner", () =>
        {
            foreach (var item in work.GetConsumingEnumerable())
                item();
        });
        return work;
    }
}
