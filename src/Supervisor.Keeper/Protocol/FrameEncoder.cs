namespace Supervisor.Keeper.Protocol;

/// <summary>From a frame's content to its bytes.</summary>
internal static class FrameEncoder
{
    /// <summary>Writes the frame; its bytes are then in <paramref name="writer"/> until the next one.</summary>
    internal static FrameWriter Encode(FrameWriter writer, Frame frame, uint id = 0) => frame switch
    {
        Frame.Hello f => writer.Begin(FrameKind.Hello, id).Int(FieldTag.Version, f.Version),
        Frame.Spawn f => Request(writer.Begin(FrameKind.Spawn, id).Child(f.Child), f.Request),
        Frame.Signal f => writer.Begin(FrameKind.Signal, id).Child(f.Child).Int(FieldTag.Signal, f.Number).Int(FieldTag.Scope, (int)f.Scope),
        Frame.Acknowledge f => writer.Begin(FrameKind.Acknowledge, id).Child(f.Child),
        Frame.CloseStream f => writer.Begin(FrameKind.CloseStream, id).Child(f.Child).Int(FieldTag.Stream, f.Stream),
        Frame.KeepDescriptor f => writer.Begin(FrameKind.KeepDescriptor, id).Text(FieldTag.Name, f.Name),
        Frame.DropDescriptor f => writer.Begin(FrameKind.DropDescriptor, id).Text(FieldTag.Name, f.Name),
        Frame.List f => writer.Begin(FrameKind.List, id).Int(FieldTag.More, f.More ? 1 : 0),
        Frame.Begin => writer.Begin(FrameKind.Begin, id),
        Frame.Ready => writer.Begin(FrameKind.Ready, id),
        Frame.Pong f => writer.Begin(FrameKind.Pong, id).Int(FieldTag.Number, f.Number),
        Frame.Finish f => writer.Begin(FrameKind.Finish, id).Int(FieldTag.ExitCode, f.Status),
        Frame.Surroundings f => writer.Begin(FrameKind.Surroundings, id)
            .Int(FieldTag.Umask, f.Umask)
            .Text(FieldTag.Directory, f.Directory)
            .Text(FieldTag.User, f.User)
            .Long(FieldTag.LeastDescriptors, f.LeastDescriptors)
            .Long(FieldTag.LeastProcesses, f.LeastProcesses)
            .Text(FieldTag.Instance, f.Instance),
        Frame.Notify f => writer.Begin(FrameKind.Notify, id).Text(FieldTag.Text, f.Text),
        Frame.Upgrade => writer.Begin(FrameKind.Upgrade, id),
        Frame.UpgradeKeeper => writer.Begin(FrameKind.UpgradeKeeper, id),
        Frame.Prepared => writer.Begin(FrameKind.Prepared, id),
        Frame.Yielded => writer.Begin(FrameKind.Yielded, id),
        Frame.Fail f => writer.Begin(FrameKind.Fail, id).Text(FieldTag.Text, f.Text),
        Frame.Welcome f => Welcome(writer.Begin(FrameKind.Welcome, id), f),
        Frame.Answer f => writer.Begin(FrameKind.Answer, id).Int(FieldTag.Errno, f.Errno).Text(FieldTag.Explanation, f.Explanation),
        Frame.Yield => writer.Begin(FrameKind.Yield, id),
        Frame.Takeover => writer.Begin(FrameKind.Takeover, id),
        Frame.Spawned f => Birth(writer.Begin(FrameKind.Spawned, id).Child(f.Child), f.Birth).Int(FieldTag.Streams, f.Streams),
        Frame.SpawnFailed f => Failure(writer.Begin(FrameKind.SpawnFailed, id).Child(f.Child), f.Failure),
        Frame.Exited f => Exit(writer.Begin(FrameKind.Exited, id).Child(f.Child).Int(FieldTag.Pid, f.Pid), f.Status),
        Frame.OrphanReaped f => Exit(writer.Begin(FrameKind.OrphanReaped, id).Int(FieldTag.Pid, f.Pid), f.Status),
        Frame.Listed f => Listed(writer.Begin(FrameKind.Child, id), f),
        Frame.Descriptor f => writer.Begin(FrameKind.Descriptor, id).Text(FieldTag.Name, f.Name),
        Frame.PageEnd f => writer.Begin(FrameKind.PageEnd, id).Int(FieldTag.More, f.More ? 1 : 0),
        Frame.Ping f => writer.Begin(FrameKind.Ping, id).Int(FieldTag.Number, f.Number),
        Frame.HostSignal f => writer.Begin(FrameKind.HostSignal, id).Int(FieldTag.Signal, f.Number),
        _ => throw new ArgumentOutOfRangeException(nameof(frame), frame, "unknown frame"),
    };

    private static FrameWriter Request(FrameWriter writer, SpawnRequest request)
    {
        writer.Text(FieldTag.Executable, request.Executable);
        foreach (var argument in request.Arguments)
            writer.Text(FieldTag.Argument, argument);
        foreach (var variable in request.Environment)
            writer.Text(FieldTag.Variable, variable);
        return writer
            .Text(FieldTag.Directory, request.Directory)
            .Text(FieldTag.User, request.User)
            .Int(FieldTag.Umask, request.Umask)
            .Long(FieldTag.SoftDescriptorLimit, request.SoftDescriptorLimit)
            .Int(FieldTag.Socket, (int?)request.Socket)
            .Text(FieldTag.SocketName, request.SocketName)
            .Int(FieldTag.Stdin, (int)request.Stdin)
            .Int(FieldTag.Stdout, (int)request.Stdout)
            .Int(FieldTag.Stderr, (int)request.Stderr);
    }

    private static FrameWriter Welcome(FrameWriter writer, Frame.Welcome welcome)
    {
        writer.Int(FieldTag.Version, welcome.Version).Int(FieldTag.Pid, welcome.Pid).Int(FieldTag.Candidate, welcome.Candidate ? 1 : null)
            .Int(FieldTag.Notified, welcome.HasServiceManager ? 1 : 0);
        foreach (var note in welcome.Notes)
            writer.Text(FieldTag.Note, note);
        return writer;
    }

    private static FrameWriter Listed(FrameWriter writer, Frame.Listed child)
    {
        Birth(writer.Child(child.Ref), child.Birth).Int(FieldTag.State, (int)child.State).Int(FieldTag.Streams, child.Streams);
        if (child.Exit is { } exit)
            Exit(writer, exit);
        if (child.Failure is { } failure)
            Failure(writer, failure);
        return writer;
    }

    private static FrameWriter Birth(FrameWriter writer, ChildBirth birth) => writer
        .Int(FieldTag.Pid, birth.Pid).Long(FieldTag.StartTicks, birth.StartTicks).Long(FieldTag.StartedAt, birth.StartedAt);

    private static FrameWriter Exit(FrameWriter writer, ExitStatus exit) => writer
        .Int(FieldTag.ExitCode, exit.Code).Int(FieldTag.ExitSignal, exit.Signal).Int(FieldTag.CoreDumped, exit.CoreDumped ? 1 : 0);

    private static FrameWriter Failure(FrameWriter writer, SpawnFailure failure) => writer
        .Int(FieldTag.Stage, (int)failure.Stage).Int(FieldTag.Errno, failure.Errno).Text(FieldTag.Subject, failure.Subject);
}
