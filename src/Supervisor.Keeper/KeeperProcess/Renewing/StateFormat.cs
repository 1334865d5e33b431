using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.KeeperProcess.Renewing;

/// <summary>A keeper's state as bytes, for a memory file.</summary>
internal static class StateFormat
{
    /// <summary>Grows when a state cannot be read by the release before any more. That of the release before is always read.</summary>
    internal const int Version = 1;

    private const int OldestVersion = 1;

    internal static bool CanRead(int version) => version is >= OldestVersion and <= Version;

    internal static byte[] Write(KeeperState state)
    {
        var writer = new FrameWriter();
        Number(writer.Begin(default), StateTag.Version, Version);
        Settings(writer, state.Settings);
        Number(writer, StateTag.SoftLimit, (long)state.SoftLimit);
        Text(writer, StateTag.Directory, state.Directory);
        Text(writer, StateTag.User, state.User);
        Text(writer, StateTag.Mark, state.Mark);
        foreach (var signal in state.Signals)
            Number(writer, StateTag.Signal, signal);
        Number(writer, StateTag.Asker, (long)state.Asker);
        Number(writer, StateTag.RequestId, state.RequestId);
        Number(writer, StateTag.NextBrain, (long)state.NextBrain);
        Number(writer, StateTag.LastReady, state.LastReady);
        var record = new FrameWriter();
        foreach (var brain in state.Brains)
            Bytes(writer, StateTag.Brain, Brain(record.Begin(default), brain));
        foreach (var kept in state.Kept)
            Bytes(writer, StateTag.Kept, Number(Text(record.Begin(default), StateTag.Name, kept.Name), StateTag.Descriptor, kept.Descriptor));
        foreach (var child in state.Children)
            Bytes(writer, StateTag.Child, Child(record.Begin(default), child));
        return writer.Body.ToArray();
    }

    /// <exception cref="InvalidDataException">It is none, or of a version that is not known.</exception>
    /// <exception cref="OverflowException">A number is out of its range.</exception>
    internal static KeeperState Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new StateFields(bytes);
        if (!CanRead(fields.Int(StateTag.Version)))
            throw new InvalidDataException($"the state has version {fields.Int(StateTag.Version)}");
        return new KeeperState
        {
            Settings = Settings(fields),
            SoftLimit = (ulong)fields.Number(StateTag.SoftLimit),
            Directory = fields.MaybeText(StateTag.Directory),
            User = fields.MaybeText(StateTag.User),
            Mark = fields.MaybeText(StateTag.Mark),
            Signals = [.. fields.Numbers(StateTag.Signal).Select(n => checked((int)n))],
            Asker = (ulong)fields.Number(StateTag.Asker),
            RequestId = checked((uint)fields.Number(StateTag.RequestId)),
            NextBrain = (ulong)fields.Number(StateTag.NextBrain),
            LastReady = fields.MaybeDescriptor(StateTag.LastReady),
            Brains = [.. fields.All(StateTag.Brain).Select(b => Brain(new StateFields(b)))],
            Kept = [.. fields.All(StateTag.Kept).Select(b => new StateFields(b)).Select(k => new KeptRecord(k.Text(StateTag.Name), k.Int(StateTag.Descriptor)))],
            Children = [.. fields.All(StateTag.Child).Select(b => Child(new StateFields(b)))],
        };
    }

    private static void Settings(FrameWriter writer, KeeperSettings settings)
    {
        Text(writer, StateTag.BrainExecutable, settings.BrainExecutable);
        foreach (var argument in settings.BrainArguments)
            Text(writer, StateTag.BrainArgument, argument);
        foreach (var word in settings.KeeperCommand)
            Text(writer, StateTag.KeeperExecutable, word);
        TimeSpan?[] times =
        [
            settings.Patience, settings.AnswerDeadline, settings.ReadyDeadline, settings.PrepareDeadline, settings.YieldDeadline,
            settings.LeaveDeadline, settings.FinishDeadline, settings.FirstBackoff, settings.LongestBackoff, settings.RenewDeadline, settings.WatchdogInterval,
        ];
        foreach (var time in times)
            Number(writer, StateTag.Times, time?.Ticks);
    }

    private static KeeperSettings Settings(StateFields fields)
    {
        var times = fields.Numbers(StateTag.Times).Select(TimeSpan.FromTicks).ToList();
        if (times.Count < 10)
            throw new InvalidDataException("the state lacks times");
        return new KeeperSettings
        {
            BrainExecutable = fields.Text(StateTag.BrainExecutable),
            BrainArguments = [.. fields.Texts(StateTag.BrainArgument)],
            KeeperCommand = [.. fields.Texts(StateTag.KeeperExecutable)],
            Patience = times[0],
            AnswerDeadline = times[1],
            ReadyDeadline = times[2],
            PrepareDeadline = times[3],
            YieldDeadline = times[4],
            LeaveDeadline = times[5],
            FinishDeadline = times[6],
            FirstBackoff = times[7],
            LongestBackoff = times[8],
            RenewDeadline = times[9],
            WatchdogInterval = times.Count > 10 ? times[10] : null,
        };
    }

    private static FrameWriter Brain(FrameWriter writer, BrainRecord brain)
    {
        Number(writer, StateTag.Number, (long)brain.Number);
        Number(writer, StateTag.Pid, brain.Pid);
        Number(writer, StateTag.Pidfd, brain.Pidfd);
        Number(writer, StateTag.Socket, brain.Socket);
        Number(writer, StateTag.Image, brain.Image);
        Number(writer, StateTag.Part, (int)brain.Part);
        Number(writer, StateTag.Live, brain.Live ? 1 : 0);
        Number(writer, StateTag.IsReady, brain.IsReady ? 1 : 0);
        Number(writer, StateTag.FromLastReady, brain.FromLastReady ? 1 : 0);
        Number(writer, StateTag.Due, brain.Due);
        Number(writer, StateTag.MayBatch, brain.MayBatch ? 1 : 0);
        return Text(writer, StateTag.Otherwise, brain.Otherwise);
    }

    private static BrainRecord Brain(StateFields f) => new(
        (ulong)f.Number(StateTag.Number),
        f.Int(StateTag.Pid),
        f.MaybeDescriptor(StateTag.Pidfd),
        f.MaybeDescriptor(StateTag.Socket),
        f.MaybeDescriptor(StateTag.Image),
        (BrainPart)f.Int(StateTag.Part),
        f.Flag(StateTag.Live),
        f.Flag(StateTag.IsReady),
        f.Flag(StateTag.FromLastReady),
        f.Number(StateTag.Due),
        f.Text(StateTag.Otherwise))
    {
        MayBatch = f.Flag(StateTag.MayBatch),
    };

    private static FrameWriter Child(FrameWriter writer, ChildRecord child)
    {
        Text(writer, StateTag.Name, child.Ref.Name);
        Number(writer, StateTag.Generation, child.Ref.Generation);
        Number(writer, StateTag.Pid, child.Birth.Pid);
        Number(writer, StateTag.StartTicks, child.Birth.StartTicks);
        Number(writer, StateTag.StartedAt, child.Birth.StartedAt);
        Number(writer, StateTag.ExitCode, child.Exit?.Code);
        Number(writer, StateTag.ExitSignal, child.Exit?.Signal);
        Number(writer, StateTag.CoreDumped, child.Exit is { CoreDumped: true } ? 1 : null);
        Number(writer, StateTag.Stage, (int?)child.Failure?.Stage);
        Number(writer, StateTag.Errno, child.Failure?.Errno);
        Text(writer, StateTag.Subject, child.Failure?.Subject);
        Number(writer, StateTag.Known, child.Known ? 1 : 0);
        Number(writer, StateTag.Told, (int)child.Told);
        Number(writer, StateTag.Pidfd, child.Pidfd);
        Number(writer, StateTag.Stdin, child.Stdin);
        Number(writer, StateTag.Stdout, child.Stdout);
        return Number(writer, StateTag.Stderr, child.Stderr);
    }

    private static ChildRecord Child(StateFields f) => new(
        new ChildRef(f.Text(StateTag.Name), f.Int(StateTag.Generation)),
        new ChildBirth(f.Int(StateTag.Pid), f.Number(StateTag.StartTicks), f.Number(StateTag.StartedAt)),
        f.MaybeNumber(StateTag.ExitCode) is { } code ? new ExitStatus((int)code, f.Int(StateTag.ExitSignal), f.Flag(StateTag.CoreDumped)) : null,
        f.MaybeNumber(StateTag.Stage) is { } stage ? new SpawnFailure((SpawnStage)stage, f.Int(StateTag.Errno), f.Text(StateTag.Subject)) : null,
        f.Flag(StateTag.Known),
        (ChildState)f.Int(StateTag.Told),
        f.MaybeDescriptor(StateTag.Pidfd),
        f.MaybeDescriptor(StateTag.Stdin),
        f.MaybeDescriptor(StateTag.Stdout),
        f.MaybeDescriptor(StateTag.Stderr));

    private static FrameWriter Number(FrameWriter writer, StateTag tag, long? value) => writer.Long((FieldTag)tag, value);

    private static FrameWriter Text(FrameWriter writer, StateTag tag, string? value) => writer.Text((FieldTag)tag, value);

    private static void Bytes(FrameWriter writer, StateTag tag, FrameWriter record) => writer.Bytes((FieldTag)tag, record.Body);
}
