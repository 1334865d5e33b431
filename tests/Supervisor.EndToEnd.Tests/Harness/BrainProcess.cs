namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>The second of supervisord's two processes, as /proc shows it.</summary>
internal static class BrainProcess
{
    private const string Mark = "--supervisor-brain=";

    public static bool Is(int pid) => ProcFs.CommandLineOf(pid).Contains(Mark, StringComparison.Ordinal);

    /// <summary>The brain of a keeper; null while there is none, or two because one takes over from the other.</summary>
    public static int? Of(int keeper) =>
        ProcFs.ChildrenOf(keeper).Where(Is).Where(ProcFs.IsAlive).ToList() is [var only] ? only : null;
}
