using System.Globalization;
using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Specs;
using Supervisor.Core.Tests.Text;
using Supervisor.Core.Time;

namespace Supervisor.Core.Tests.Scenarios;

/// <summary>
/// Plays the lines of a scenario against the core, with a clock of its own. <c>at 3s</c> lets time pass and meets each
/// deadline when it is due; with <c>busy-until 3s</c> they are met late.
/// </summary>
internal sealed class ScenarioPlayer
{
    private readonly SortedSet<(long Ticks, ProcessName Process)> _deadlines = [];
    private RosterState _state = RosterState.Empty;
    private RosterSpec _config = RosterSpec.Empty;
    private ExitWhen _exitWhen;
    private Instant _now;

    public IReadOnlyList<string> Play(string happening, IReadOnlyList<string> block)
    {
        var words = happening.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "config":
                _config = ConfigText.Parse(block);
                _exitWhen = ConfigText.ExitRule(block);
                return block;
            case "at":
                return Wait(Time(words[1]));
            case "busy-until":
                _now = Time(words[1]);
                return [];
            case "show":
                return [.. _state.Processes.Values.Where(entry => Matches(words, entry)).Select(StateText.Of)];
            default:
                return Step(InputOf(words));
        }
    }

    private static bool Matches(string[] words, ProcessEntry entry) =>
        words.Length == 1 || words.Skip(1).Contains(entry.Spec.Name.ToString());

    /// <summary>Lets time pass; each deadline on the way is met when it is due.</summary>
    private List<string> Wait(Instant until)
    {
        var lines = new List<string>();
        while (_deadlines.Count > 0 && _deadlines.Min.Ticks <= until.Ticks)
        {
            var (ticks, process) = _deadlines.Min;
            _deadlines.Remove(_deadlines.Min);
            _now = new Instant(ticks);
            lines.AddRange(Step(new Input.DeadlineReached(process)).Select(line => $"{EffectText.Of(_now)} {line}"));
        }

        _now = until;
        return lines;
    }

    private List<string> Step(Input input)
    {
        var (state, effects) = RosterMachine.Step(_state, input, Clock.At(_now));
        _state = state;
        foreach (var arm in effects.OfType<Effect.Arm>())
        {
            _deadlines.Add((arm.At.Ticks, arm.Process));
        }

        // When a deadline is armed shows when it is met.
        return [.. effects.Where(effect => effect is not Effect.Arm).Select(EffectText.Of)];
    }

    private Input InputOf(string[] words) => words[0] switch
    {
        "boot" => new Input.Boot(_config) { ExitWhen = _exitWhen },
        "resume" => new Input.Resume(_config, [.. _state.Processes.Values.Select(Left)]) { ExitWhen = _exitWhen },
        "spawned" => new Input.Spawned(Name(words[1]), Generation(words), Number(words[2])),
        "spawn-failed" => new Input.SpawnFailed(Name(words[1]), Generation(words), Failure(words[2])),
        "exit" => new Input.ChildExited(Name(words[1]), Generation(words), new ExitOutcome.Code(Number(Value(words, "status", "0")))),
        "killed" => new Input.ChildExited(
            Name(words[1]), Generation(words), new ExitOutcome.Signalled(new Signal(words[2]), words.Contains("core"))),
        "signal-failed" => new Input.SignalFailed(Name(words[1]), Generation(words), words[2]),
        "start" => new Input.Start(Request(words), What(words[2]), Waits(words)),
        "stop" => new Input.Stop(Request(words), What(words[2]), Waits(words)),
        "restart" => new Input.Restart(Request(words), What(words[2]), Waits(words)),
        "signal" => new Input.SendSignal(Request(words), What(words[2]), new Signal(words[3])),
        "reread" => new Input.Reread(Request(words), _config),
        "update" => new Input.Update(Request(words), _config, words.Skip(2).ToValueList()),
        "add" => new Input.AddGroup(Request(words), words[2]),
        "remove" => new Input.RemoveGroup(Request(words), words[2]),
        "reload" => new Input.Reload(Given.Config(_config, _exitWhen)),
        "shutdown" => new Input.Shutdown(),
        _ => throw new FormatException($"no such happening: {string.Join(' ', words)}"),
    };

    private Input.Adopted Left(ProcessEntry entry)
    {
        _deadlines.Clear();
        return new Input.Adopted(entry.Spec.Name, entry.State, entry.History);
    }

    private int Generation(string[] words)
    {
        var present = _state.Processes.TryGetValue(Name(words[1]), out var entry) ? entry.History.Generation : 0;
        return Number(Value(words, "generation", present.ToString(CultureInfo.InvariantCulture)));
    }

    private static StartFailure Failure(string kind) => kind switch
    {
        "nofile" => new StartFailure(StartFailureKind.NoFile, "can't find command", "no such file or directory"),
        "notexecutable" => new StartFailure(StartFailureKind.NotExecutable, "command is not executable", "permission denied"),
        _ => new StartFailure(StartFailureKind.Other, "unknown error", kind),
    };

    private static Selection What(string text) => text switch
    {
        "all" => new Selection.All(),
        _ when text.EndsWith(":*", StringComparison.Ordinal) => new Selection.OneGroup(text[..^2]),
        _ => new Selection.OneProcess(Name(text)),
    };

    private static ProcessName Name(string namespec)
    {
        var parts = namespec.Split(':');
        return new ProcessName(parts[0], parts[^1]);
    }

    private static RequestId Request(string[] words) => new(Number(words[1].TrimStart('r')));

    private static Instant Time(string text) => Clock.Instant(double.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture));

    private static bool Waits(string[] words) => !words.Contains("nowait");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Value(string[] words, string key, string otherwise) =>
        words.FirstOrDefault(word => word.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..] ?? otherwise;
}
