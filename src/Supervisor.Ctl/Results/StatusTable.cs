using Supervisor.Control.Wire;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Results;

/// <summary>The lines of <c>status</c>: name, state and description in columns that scripts split at blanks.</summary>
internal static class StatusTable
{
    private const int LeastNameWidth = 30;
    private const int Gap = 3;
    private const int StateWidth = 10;

    public static void Write(TextOutput output, IReadOnlyList<ProcessInfo> processes)
    {
        string[] names = [.. processes.Select(process => Namespec.Of(process.Group, process.Name))];
        int width = Gap + names.Aggregate(LeastNameWidth, (widest, name) => Math.Max(widest, name.Length));
        for (int i = 0; i < names.Length; i++)
            output.Line([(names[i], width), (processes[i].StateName, StateWidth), (Description(processes[i]), 0)]);
    }

    // What is wrong although the process runs comes last, where it disturbs nobody who splits the line.
    private static string Description(ProcessInfo process) => process.Warnings.Count == 0
        ? process.Description
        : $"{process.Description} [{string.Join("; ", process.Warnings)}]".TrimStart();
}
