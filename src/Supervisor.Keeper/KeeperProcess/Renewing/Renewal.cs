using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Children;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Keeper.KeeperProcess.Renewing;

/// <summary>How far the keeper is on its way to a new program.</summary>
internal enum RenewalStage
{
    None,

    /// <summary>The new program is asked whether it can read our state.</summary>
    Asking,

    /// <summary>Nothing new is begun, and what is under way is waited for.</summary>
    Settling,
}

/// <summary>The keeper's own upgrade: it asks the program on disk whether it can take over, comes to rest, and becomes it.</summary>
internal sealed class Renewal(KeeperSettings settings, InputQueue inputs, SpawnThreads threads, ChildWatcher watcher)
{
    private WatchedChild? _question;
    private BrainLink? _asker;
    private bool _forgotten;

    internal RenewalStage Stage { get; private set; }

    internal uint RequestId { get; private set; }

    internal ulong Asker => _asker?.Number ?? 0;

    internal long Due { get; private set; } = KeeperClock.Never;

    /// <param name="asker">Whom to answer.</param>
    /// <param name="id">The request's.</param>
    /// <param name="now">The time.</param>
    /// <param name="state">What there is now, for the new program to try.</param>
    internal void Begin(BrainLink asker, uint id, long now, Func<KeeperState> state)
    {
        if (Stage != RenewalStage.None || settings.KeeperCommand.Count == 0)
        {
            asker.Session?.Answer(id, Stage == RenewalStage.None ? Errno.ENOSYS : Errno.EALREADY);
            return;
        }

        (_asker, RequestId, Stage, _forgotten) = (asker, id, RenewalStage.Asking, false);
        Due = KeeperClock.After(now, settings.RenewDeadline);
        try
        {
            var file = MemoryFile.Create(StateFormat.Write(state()));
            threads.Add(() => Ask(file));
        }
        catch (PosixException e)
        {
            Refuse(e.Errno, $"cannot write the state down: {e.Errno.Text}");
        }
    }

    internal void Asked(WatchedChild question)
    {
        _question = question;
        if (_forgotten)
            _ = question.Signal(9);
    }

    /// <summary>The new program has answered.</summary>
    internal void Answered(Errno errno, ChildExit? exit, long now)
    {
        _question?.Release();
        _question = null;
        if (Stage != RenewalStage.Asking)
            return;
        if (exit is { Code: 0, Signal: 0 })
            (Stage, Due) = (RenewalStage.Settling, KeeperClock.After(now, settings.RenewDeadline));
        else if (exit is null)
            Refuse(errno, $"cannot start {settings.KeeperCommand[0]}: {errno.Text}");
        else
            Refuse(Errno.ENOEXEC, $"{settings.KeeperCommand[0]} cannot take over from this keeper");
    }

    internal void Look(long now)
    {
        if (now < Due)
            return;
        var late = string.Create(CultureInfo.InvariantCulture, $"within {settings.RenewDeadline.TotalSeconds:0.###} s");
        Refuse(Errno.EBUSY, Stage == RenewalStage.Asking ? $"{settings.KeeperCommand[0]} did not answer {late}" : $"the starts that are under way did not end {late}");
    }

    /// <summary>The old program goes on.</summary>
    internal void Refuse(Errno errno, string explanation)
    {
        if (Stage == RenewalStage.None)
            return;
        _asker?.Session?.Answer(RequestId, errno, $"{explanation}; the running keeper stays");
        _forgotten = true;
        _ = _question?.Signal(9);
        (Stage, Due, _asker) = (RenewalStage.None, KeeperClock.Never, null);
    }

    private void Ask(OwnedDescriptor state)
    {
        using var input = state;
        var command = settings.KeeperCommand;
        try
        {
            var result = watcher.Start(
                new LaunchRequest
                {
                    Executable = command[0],
                    Arguments = [.. command, KeeperRole.Marker, KeeperRole.CanRead, StateFormat.Version.ToString(CultureInfo.InvariantCulture)],
                    Stdin = input.Number,
                    Environment = ["PATH=/usr/local/bin:/usr/bin:/bin", .. Setting("DOTNET_ROOT")],
                },
                question => inputs.Post(new KeeperInput.SuccessorAsked(question)),
                (_, exit) => inputs.Post(new KeeperInput.SuccessorAnswered(Errno.None, exit)));
            if (result is LaunchFailure failure)
                inputs.Post(new KeeperInput.SuccessorAnswered(failure.Errno, null));
        }
        catch (PosixException e)
        {
            inputs.Post(new KeeperInput.SuccessorAnswered(e.Errno, null));
        }
    }

    private static IEnumerable<string> Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value ? [$"{name}={value}"] : [];
}
