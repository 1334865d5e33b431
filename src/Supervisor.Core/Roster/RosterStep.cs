using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Core.Time;

namespace Supervisor.Core.Roster;

/// <summary>
/// One step while it is being made: the state as far as it has come, and the effects so far. It lives for one call of
/// <see cref="RosterMachine.Step"/>.
/// </summary>
internal sealed class RosterStep
{
    private readonly RosterState _before;
    private readonly ImmutableSortedDictionary<ProcessName, ProcessEntry>.Builder _processes;
    private readonly List<Effect> _effects = [];
    private readonly List<ProcessName> _gone = [];
    private readonly List<ProcessName> _ended = [];
    private readonly HashSet<ProcessName> _touched = [];
    private ImmutableDictionary<ProcessName, ProcessEntry> _survivors;

    public RosterStep(RosterState state, Moment now)
    {
        _before = state;
        _processes = state.Processes.ToBuilder();
        Now = now;
        Phase = state.Phase;
        Available = state.Available;
        ExitWhen = state.ExitWhen;
        Ending = state.Ending;
        Groups = state.Groups;
        ReloadSpec = state.ReloadSpec;
        StopSequences = state.StopSequences;
        Update = state.Update;
        WaitingUpdates = state.WaitingUpdates;
        LastGenerationGone = state.LastGenerationGone;
        Standing = state.Standing;
        _survivors = state.Survivors;
    }

    public Moment Now { get; }

    public RosterPhase Phase { get; set; }

    public RosterSpec Available { get; set; }

    public ExitWhen ExitWhen { get; set; }

    public Ending? Ending { get; set; }

    public ImmutableSortedDictionary<string, GroupSpec> Groups { get; set; }

    public SupervisorSpec? ReloadSpec { get; set; }

    public ImmutableList<StopSequence> StopSequences { get; set; }

    public UpdateRun? Update { get; set; }

    public ImmutableQueue<UpdateRequest> WaitingUpdates { get; set; }

    public int LastGenerationGone { get; set; }

    /// <summary>How many processes stand against an end of everything.</summary>
    public int Standing { get; private set; }

    public bool Draining => Phase != RosterPhase.Running;

    /// <summary>All entries; not to be changed while it is walked through.</summary>
    public IEnumerable<ProcessEntry> Entries => _processes.Values;

    /// <summary>The processes that came to EXITED or FATAL in this step: they ended by themselves.</summary>
    public IReadOnlyList<ProcessName> Ended => _ended;

    /// <summary>The processes that left STOPPING since this was asked for last.</summary>
    public IReadOnlyList<ProcessName> TakeGone()
    {
        if (_gone.Count == 0)
        {
            return [];
        }

        ProcessName[] gone = [.. _gone];
        _gone.Clear();
        return gone;
    }

    public bool TryFind(ProcessName name, [NotNullWhen(true)] out ProcessEntry? entry) => _processes.TryGetValue(name, out entry);

    /// <summary>Lets an event happen to a process; nothing happens when it is not in the roster.</summary>
    public void Apply(ProcessName name, ProcessEvent @event)
    {
        if (!_processes.TryGetValue(name, out var before))
        {
            ForgetSurvivor(name, @event);
            return;
        }

        var after = new ProcessMachine(Now, Draining, _effects).Step(before, @event);
        if (ReferenceEquals(before, after))
        {
            return;
        }

        Put(after);
        if (before.State is ProcessState.Stopping && after.State is not ProcessState.Stopping)
        {
            _gone.Add(name);
        }

        if (IsOver(after.State) && !IsOver(before.State))
        {
            _ended.Add(name);
        }
    }

    /// <summary>Puts a changed entry in its place.</summary>
    public void Put(ProcessEntry entry)
    {
        Count(entry.Spec.Name, entry);
        _processes[entry.Spec.Name] = entry;
        _touched.Add(entry.Spec.Name);
    }

    /// <summary>A process comes into the roster, not started.</summary>
    public void Open(ProcessSpec spec)
    {
        var history = ProcessHistory.New with { Generation = LastGenerationGone };
        var entry = _survivors.TryGetValue(spec.Name, out var survivor)
            ? new ProcessEntry(spec, survivor.State, survivor.History)
            : new ProcessEntry(spec, new ProcessState.Stopped(), history);
        _survivors = _survivors.Remove(spec.Name);
        Put(entry);
        Emit(new Effect.OpenProcess(spec));
    }

    /// <summary>A process leaves the roster. It must have no child, except one that cannot be killed.</summary>
    public void Close(ProcessEntry entry)
    {
        if (entry.State is ProcessState.Unknown)
        {
            KeepInSight(entry);
        }

        Count(entry.Spec.Name, null);
        _processes.Remove(entry.Spec.Name);
        _touched.Add(entry.Spec.Name);
        LastGenerationGone = Math.Max(LastGenerationGone, entry.History.Generation);
        Emit(new Effect.CloseProcess(entry.Spec.Name));
    }

    /// <summary>A child of a process that is not in the roster: remembered until it is gone.</summary>
    public void KeepInSight(ProcessEntry entry) => _survivors = _survivors.SetItem(entry.Spec.Name, entry);

    /// <summary>A newer spec takes its place, without a start. It must have no child.</summary>
    public void TakeNextSpec(ProcessEntry entry) =>
        Put(new ProcessMachine(Now, Draining, _effects).TakeNextSpec(entry) with { StartNext = false });

    /// <summary>Adds a request to those that are answered by what becomes of the process.</summary>
    public void Wait(ProcessName name, RequestId request, WaitKind kind)
    {
        var entry = _processes[name];
        Put(entry with { Waiters = [.. entry.Waiters, new Waiter(request, kind)] });
    }

    /// <summary>Answers all waiters of one kind, of all processes.</summary>
    public void AnswerEverywhere(WaitKind kind, Outcome outcome)
    {
        foreach (var entry in _processes.Values.Where(entry => entry.Waiters.Count > 0).ToList())
        {
            Put(entry.Answer(kind, outcome, "", _effects));
        }
    }

    public void Emit(Effect effect) => _effects.Add(effect);

    public void Tell(Notice notice) => _effects.Add(new Effect.Tell(notice));

    public void Accept(RequestId request, int targets) => _effects.Add(new Effect.Accepted(request, targets));

    public void Answer(RequestId request, ProcessName process, Outcome outcome, string detail = "") =>
        _effects.Add(new Effect.TargetDone(request, process, outcome, detail));

    public StepResult Finish()
    {
        var state = _before with
        {
            Phase = Phase,
            Available = Available,
            ExitWhen = ExitWhen,
            Ending = Ending,
            Groups = Groups,
            Processes = _processes.ToImmutable(),
            ReloadSpec = ReloadSpec,
            StopSequences = StopSequences,
            Update = Update,
            WaitingUpdates = WaitingUpdates,
            LastGenerationGone = LastGenerationGone,
            Standing = Standing,
            Survivors = _survivors,
        };
        return new StepResult(state, _effects, _touched);
    }

    private void Count(ProcessName name, ProcessEntry? next)
    {
        if (_processes.TryGetValue(name, out var before) && Endings.StandsAgainst(before)) Standing--;
        if (next is not null && Endings.StandsAgainst(next)) Standing++;
    }

    private static bool IsOver(ProcessState state) => state is ProcessState.Exited or ProcessState.Fatal;

    private void ForgetSurvivor(ProcessName name, ProcessEvent @event)
    {
        if (@event is ProcessEvent.ChildExited exit
            && _survivors.TryGetValue(name, out var survivor)
            && survivor.History.Generation == exit.Generation)
        {
            _survivors = _survivors.Remove(name);
        }
    }
}
