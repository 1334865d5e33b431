using System.Text;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Tests.Text;

namespace Supervisor.Core.Tests.Grid;

/// <summary>Walks through every state and event and writes down what happens: <c>docs/state-machine.md</c>.</summary>
internal static class StateMachinePage
{
    private const string Head = """
        # The state machine of a process

        This page is written by a test (`UPDATE_STATE_MACHINE=1` makes it write the page anew); a cell that differs from the code
        fails it. The process here is `x`, with supervisord's defaults (startsecs 1, startretries 3, stopwaitsecs 10, autorestart
        unexpected, exitcodes 0) and pid 7, in its first life (`#1`). Where a request waits, it is `r1`. Times are seconds on the clock;
        states began at 100 s, events come at 100.5 s, deadlines when they are due.

        Not in the tables, because it is the same everywhere: what the host reports about an earlier life is ignored, and so is a
        deadline that is not due.

        """;

    public static string Render()
    {
        var page = new StringBuilder(Head);
        page.Append("\n## Which state follows\n\n");
        AppendMatrix(page);
        page.Append("\n## What is done\n");
        foreach (var (name, entry) in GridSamples.States)
        {
            page.Append($"\n### {name}\n");
            AppendCells(page, entry, draining: false);
        }

        page.Append("\n## While shutting down or reloading\n\nOnly what differs; nothing is started.\n");
        foreach (var (name, entry) in GridSamples.States)
        {
            var cells = new StringBuilder();
            AppendCells(cells, entry, draining: true);
            if (cells.Length > 0)
            {
                page.Append($"\n### {name}\n").Append(cells);
            }
        }

        return page.ToString();
    }

    private static void AppendMatrix(StringBuilder page)
    {
        page.Append("| state |").Append(string.Concat(GridSamples.Events.Select(e => $" {e.Name} |"))).Append('\n');
        page.Append("|---|").Append(string.Concat(GridSamples.Events.Select(_ => "---|"))).Append('\n');
        foreach (var (name, entry) in GridSamples.States)
        {
            page.Append($"| {name} |");
            foreach (var (_, @event) in GridSamples.Events)
            {
                var (after, effects) = Step(entry, @event, draining: false);
                page.Append($" {Next(entry, after, effects)} |");
            }

            page.Append('\n');
        }
    }

    private static void AppendCells(StringBuilder page, ProcessEntry entry, bool draining)
    {
        foreach (var (name, @event) in GridSamples.Events)
        {
            var (after, effects) = Step(entry, @event, draining);
            var text = Cell(entry, after, effects);
            if (draining ? text != CellOf(entry, @event) : text.Length > 0)
            {
                page.Append($"- **{name}**: {(text.Length > 0 ? text : "nothing")}\n");
            }
        }
    }

    private static string CellOf(ProcessEntry entry, ProcessEvent @event)
    {
        var (after, effects) = Step(entry, @event, draining: false);
        return Cell(entry, after, effects);
    }

    private static string Cell(ProcessEntry before, ProcessEntry after, List<Effect> effects)
    {
        var lines = effects.Select(EffectText.Of).ToList();
        if (before.State is ProcessState.Stopping { Then: var was } && after.State is ProcessState.Stopping { Then: var then } && was != then)
        {
            lines.Add(then == AfterStop.StartAgain ? "will start again" : "will stay stopped");
        }

        return string.Join("; ", lines);
    }

    private static string Next(ProcessEntry before, ProcessEntry after, List<Effect> effects)
    {
        var path = effects.OfType<Effect.Tell>().Select(tell => tell.Notice).OfType<Notices.Notice.StateChanged>();
        var codes = path.Select(change => change.To.ToString().ToUpperInvariant()).ToList();
        return codes.Count > 0 ? string.Join(" → ", codes) : ReferenceEquals(before, after) && effects.Count == 0 ? "·" : "stays";
    }

    private static (ProcessEntry After, List<Effect> Effects) Step(ProcessEntry entry, ProcessEvent @event, bool draining)
    {
        var effects = new List<Effect>();
        var machine = new ProcessMachine(GridSamples.TimeOf(entry, @event), draining, effects);
        return (machine.Step(entry, @event), effects);
    }
}
