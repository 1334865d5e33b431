using System.Runtime.CompilerServices;

namespace Supervisor.Posix.Threads;

/// <summary>The thread that the runtime makes before Main, and runs finalizers on; under Native AOT the only one beside the first.</summary>
internal static class FinalizerThread
{
    /// <summary>Does something on that thread, and waits for it. An exception ends the process.</summary>
    internal static void Run(Action work)
    {
        Leave(work);
        GC.Collect(0);
        GC.WaitForPendingFinalizers();
    }

    // Not inlined, so that nothing of it is left on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(Action work) => _ = new Order(work);

    /// <summary>What is done when nobody has this object any more.</summary>
    private sealed class Order(Action work)
    {
        ~Order() => work();
    }
}
