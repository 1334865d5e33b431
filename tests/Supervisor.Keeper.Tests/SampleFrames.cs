using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.Tests;

/// <summary>Frames of every kind with values from a seed.</summary>
internal sealed class SampleFrames(int seed)
{
    private readonly Random _random = new(seed);

    internal IEnumerable<Frame> OneOfEach()
    {
        yield return new Frame.Hello(Positive());
        yield return new Frame.Spawn(Child(), Request());
        yield return new Frame.Signal(Child(), _random.Next(), (SignalScope)_random.Next(2));
        yield return new Frame.Acknowledge(Child());
        yield return new Frame.CloseStream(Child(), _random.Next(3));
        yield return new Frame.KeepDescriptor(Text());
        yield return new Frame.DropDescriptor(Text());
        yield return new Frame.List(_random.Next(2) == 1);
        yield return new Frame.Begin();
        yield return new Frame.Ready();
        yield return new Frame.Pong(_random.Next());
        yield return new Frame.Finish(_random.Next(256));
        yield return new Frame.Surroundings(
            Maybe(_random.Next(512)), MaybeText(), MaybeText(), Maybe(Positive()), Maybe(Positive()), MaybeText());
        yield return new Frame.Notify(Text());
        yield return new Frame.Upgrade();
        yield return new Frame.UpgradeKeeper();
        yield return new Frame.Prepared();
        yield return new Frame.Yielded();
        yield return new Frame.Fail(Text());
        yield return new Frame.Yield();
        yield return new Frame.Takeover();
        yield return new Frame.Welcome(Positive(), Positive(), _random.Next(2) == 1, [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Text())]) { HasServiceManager = _random.Next(2) == 1 };
        yield return new Frame.Answer(_random.Next(200), MaybeText());
        yield return new Frame.Spawned(Child(), Birth(), _random.Next(8));
        yield return new Frame.SpawnFailed(Child(), Failure());
        yield return new Frame.Exited(Child(), Positive(), Exit());
        yield return new Frame.OrphanReaped(Positive(), Exit());
        yield return new Frame.Listed(Child(), ChildState.Starting, default, 0, null, null);
        yield return new Frame.Listed(Child(), ChildState.Running, Birth(), _random.Next(8), null, null);
        yield return new Frame.Listed(Child(), ChildState.Ended, Birth(), _random.Next(8), Exit(), null);
        yield return new Frame.Listed(Child(), ChildState.Failed, default, 0, null, Failure());
        yield return new Frame.Descriptor(Text());
        yield return new Frame.PageEnd(_random.Next(2) == 1);
        yield return new Frame.Ping(_random.Next());
        yield return new Frame.HostSignal(_random.Next(1, 65));
    }

    private int Positive() => _random.Next(int.MaxValue);

    private ChildRef Child() => new(Text(), _random.Next(int.MinValue, int.MaxValue));

    private ChildBirth Birth() => new(Positive(), _random.NextInt64(), _random.NextInt64());

    private ExitStatus Exit() => new(_random.Next(256), _random.Next(65), _random.Next(2) == 1);

    private SpawnFailure Failure() => new((SpawnStage)_random.Next((int)SpawnStage.ExecStage + 1), _random.Next(140), Text());

    private string Text() => new([.. Enumerable.Range(0, _random.Next(40)).Select(_ => "aZ9 :/=\0\nä€"[_random.Next(11)])]);

    private string? MaybeText() => _random.Next(2) == 1 ? Text() : null;

    private int? Maybe(int value) => _random.Next(2) == 1 ? value : null;

    private SpawnRequest Request() => new()
    {
        Executable = Text(),
        Arguments = [.. Enumerable.Range(0, _random.Next(6)).Select(_ => Text())],
        Environment = [.. Enumerable.Range(0, _random.Next(30)).Select(_ => Text())],
        Directory = MaybeText(),
        User = MaybeText(),
        Umask = Maybe(_random.Next(512)),
        SoftDescriptorLimit = Maybe(Positive()),
        Socket = (SocketPlace?)Maybe(_random.Next(2)),
        SocketName = MaybeText(),
        Stdin = (StreamKind)_random.Next(3),
        Stdout = (StreamKind)_random.Next(3),
        Stderr = (StreamKind)_random.Next(4),
    };
}
