using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>One life of one program, from the request to start it until its end is acknowledged. Only the loop touches it.</summary>
internal sealed class KeptChild(ChildRef child) : IDisposable
{
    private readonly OwnedDescriptor?[] _streams = new OwnedDescriptor?[3];
    private bool _over;

    internal ChildRef Ref { get; } = child;

    internal ChildBirth Birth { get; private set; }

    internal ExitStatus? Exit { get; private set; }

    internal SpawnFailure? Failure { get; private set; }

    /// <summary>Whether the brain of now has asked for this start or was given it in the list.</summary>
    internal bool Known { get; set; }

    /// <summary>What the brain of now was told last.</summary>
    internal ChildState ToldState { get; set; }

    /// <summary>The request that asked for this start, as long as its answer is owed; 0 for none.</summary>
    internal uint Owed { get; set; }

    /// <summary>Whether it waits to be told about.</summary>
    internal bool Queued { get; set; }

    /// <summary>An exit may be seen before the start has come back; it counts only then.</summary>
    internal ChildState State => (_over, Failure, Exit) switch
    {
        (false, _, _) => ChildState.Starting,
        (_, not null, _) => ChildState.Failed,
        (_, _, not null) => ChildState.Ended,
        _ => ChildState.Running,
    };

    /// <summary>Which pipes are kept, as bits 1, 2 and 4 for stdin, stdout and stderr.</summary>
    internal int Streams => (_streams[0] is null ? 0 : 1) | (_streams[1] is null ? 0 : 2) | (_streams[2] is null ? 0 : 4);

    internal int CopyStreams(Span<int> numbers)
    {
        var count = 0;
        foreach (var stream in _streams)
        {
            if (stream is not null)
                numbers[count++] = stream.Number;
        }

        return count;
    }

    internal void Take(HostEvent what)
    {
        switch (what)
        {
            case HostEvent.Spawned spawned:
                Birth = new ChildBirth(spawned.Pid, spawned.StartTicks, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
                (_streams[0], _streams[1], _streams[2]) = (spawned.Stdin, spawned.Stdout, spawned.Stderr);
                break;
            case HostEvent.SpawnFailed failed:
                Failure = failed.Failure;
                break;
            case HostEvent.Exited exited:
                Exit = exited.Status;
                break;
            default:
                break;
        }
    }

    internal void StartOver() => _over = true;

    /// <summary>As it was in an earlier image of this process.</summary>
    internal static KeptChild From(ChildRecord record)
    {
        var child = new KeptChild(record.Ref)
        {
            Birth = record.Birth,
            Exit = record.Exit,
            Failure = record.Failure,
            Known = record.Known,
            ToldState = record.Told,
            _over = true,
        };
        int?[] numbers = [record.Stdin, record.Stdout, record.Stderr];
        for (var i = 0; i < numbers.Length; i++)
            child._streams[i] = numbers[i] is { } number ? new OwnedDescriptor(number) : null;
        return child;
    }

    internal ChildRecord ToRecord(int? pidfd) => new(
        Ref, Birth, Exit, Failure, Known, ToldState, pidfd, _streams[0]?.Number, _streams[1]?.Number, _streams[2]?.Number);

    internal void Close(int stream)
    {
        _streams[stream]?.Dispose();
        _streams[stream] = null;
    }

    public void Dispose()
    {
        for (var i = 0; i < _streams.Length; i++)
            Close(i);
    }
}
