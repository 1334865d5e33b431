using Supervisor.Core.Specs;
using Supervisor.Engine.Events;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Pipes;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Engine.Children;

/// <summary>What the shell keeps for one process of the roster: its logs, and the stdin of the child that runs now.</summary>
internal sealed class Child(
    ProcessName name, OutputChannel stdout, OutputChannel? stderr, IReadOnlyList<string> automaticLogs, bool isEventListener = false)
{
    private readonly Lock _stdinChange = new();
    private OwnedDescriptor? _stdin;
    private bool _prepared;

    private volatile Ending? _ending;
    private volatile int _pid;
    private volatile Remnants _leftBehind = new(0, []);

    public ProcessName Name { get; } = name;

    /// <summary>Its stdout speaks to a pool.</summary>
    public bool IsEventListener { get; } = isEventListener;

    /// <summary>The pid of the newest life; 0 before the first.</summary>
    public int Pid
    {
        get => _pid;
        set => _pid = value;
    }

    /// <summary>Whether what it leaves behind is killed.</summary>
    public bool KillAsGroup { get; set; }

    /// <summary>Of earlier lives, what still runs in their process group.</summary>
    public IReadOnlyList<int> LeftBehind
    {
        get
        {
            var (group, members) = _leftBehind;
            return members.Count == 0 ? members : [.. members.Where(pid => ProcessGroup.Has(group, pid))];
        }
    }

    /// <summary>What sees its output.</summary>
    public ChannelTaps? StdoutTaps { get; set; }

    /// <summary>What sees its error output; null where there is none of its own.</summary>
    public ChannelTaps? StderrTaps { get; set; }

    public OutputChannel Stdout { get; } = stdout;

    /// <summary>Null where stderr goes into stdout.</summary>
    public OutputChannel? Stderr { get; } = stderr;

    public IEnumerable<OutputChannel> Channels => Stderr is null ? [Stdout] : [Stdout, Stderr];

    /// <summary>The log that messages about a failed start go to.</summary>
    public OutputChannel ErrorChannel => Stderr ?? Stdout;

    /// <summary>
    /// Opens the logs for a start, on a spawn worker. A log that cannot be opened is told by its channel and holds no start up.
    /// </summary>
    public void PrepareLogs()
    {
        // Only once: a log of our own naming that somebody has deleted comes back like any other.
        if (!_prepared)
        {
            _prepared = true;
            foreach (var path in automaticLogs)
            {
                // What is wrong with the folder is told when the channel opens the file.
                _ = AutoLog.Create(path);
            }
        }

        foreach (var channel in Channels)
        {
            channel.Prepare();
        }
    }

    /// <summary>Puts in the way of its output what is wanted now.</summary>
    public void ApplyTaps(EventDemand demand)
    {
        StdoutTaps?.Apply(demand);
        StderrTaps?.Apply(demand);
    }

    /// <summary>What <see cref="DescriptorBudget"/> counts for it; that guards this.</summary>
    public int HeldDescriptors { get; set; }

    /// <summary>Files that stay open from its first start on.</summary>
    public int LogFiles => Channels.Count(channel => channel.LogPath is not null);

    /// <summary>What it has while it runs: pipes for stdin and for each channel, and its logs.</summary>
    public int NeededDescriptors => 1 + Channels.Count() + LogFiles;

    public void SetLeftBehind(int group, IReadOnlyList<int> members) => _leftBehind = new Remnants(group, members);

    public void SetStdin(OwnedDescriptor? descriptor)
    {
        OwnedDescriptor? old;
        lock (_stdinChange) (old, _stdin) = (_stdin, descriptor);
        old?.Dispose();
    }

    /// <summary>Remembers the pipes of a life that has ended, before the next one brings others.</summary>
    public void SetEnding(int generation) =>
        _ending = new Ending(generation, IsEventListener ? null : Stdout.Newest, Stderr?.Newest);

    /// <summary>The pipes of a life that has ended, once.</summary>
    public (PipeSource? Stdout, PipeSource? Stderr)? TakeEnding(int generation)
    {
        if (_ending is not { } ending || ending.Generation != generation) return null;
        _ending = null;
        return (ending.Stdout, ending.Stderr);
    }

    /// <summary>A copy of the child's stdin that stays open whatever becomes of the child, or null when there is none.</summary>
    public OwnedDescriptor? DuplicateStdin()
    {
        lock (_stdinChange)
        {
            return _stdin is not null && DescriptorIo.TryDuplicate(_stdin.Number, out var copy, out _) ? copy : null;
        }
    }

    private sealed record Ending(int Generation, PipeSource? Stdout, PipeSource? Stderr);

    private sealed record Remnants(int Group, IReadOnlyList<int> Members);
}
