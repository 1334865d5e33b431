namespace Supervisor.Keeper.Protocol;

/// <summary>From bytes to a frame's content. Never throws on what came over the wire; text that is kept is all it allocates.</summary>
internal static class FrameDecoder
{
    /// <summary>Reads the body of a frame. With an error there is no frame.</summary>
    internal static ProtocolError TryDecode(FrameKind kind, ReadOnlySpan<byte> body, out Frame? frame)
    {
        frame = null;
        if (body.Length > FrameLimits.MostBody)
            return ProtocolError.Size;
        var fields = new FrameFields();
        var error = fields.Read(body);
        if (error != ProtocolError.None)
            return error;
        frame = Build(kind, fields);
        if (frame is not null)
            return ProtocolError.None;
        return Enum.IsDefined(kind) ? ProtocolError.Missing : ProtocolError.UnknownKind;
    }

    private static Frame? Build(FrameKind kind, in FrameFields f) => kind switch
    {
        FrameKind.Hello => f.Version is { } version ? new Frame.Hello(version) : null,
        FrameKind.Spawn => f.Child is { } child && f.Request() is { } request ? new Frame.Spawn(child, request) : null,
        FrameKind.Signal => f.Child is { } child && f.Signal is { } signal && f.Scope is { } scope
            ? new Frame.Signal(child, signal, (SignalScope)scope)
            : null,
        FrameKind.Acknowledge => f.Child is { } child ? new Frame.Acknowledge(child) : null,
        FrameKind.CloseStream => f.Child is { } child && f.Stream is { } stream ? new Frame.CloseStream(child, stream) : null,
        FrameKind.KeepDescriptor => f.Name is { } name ? new Frame.KeepDescriptor(name) : null,
        FrameKind.DropDescriptor => f.Name is { } name ? new Frame.DropDescriptor(name) : null,
        FrameKind.List => new Frame.List(f.More == 1),
        FrameKind.Begin => new Frame.Begin(),
        FrameKind.Ready => new Frame.Ready(),
        FrameKind.Pong => f.Number is { } number ? new Frame.Pong(number) : null,
        FrameKind.Finish => f.ExitCode is { } status ? new Frame.Finish(status) : null,
        FrameKind.Surroundings => new Frame.Surroundings(f.Umask, f.Directory, f.User, f.LeastDescriptors, f.LeastProcesses, f.Instance),
        FrameKind.Notify => f.Text is { } text ? new Frame.Notify(text) : null,
        FrameKind.Upgrade => new Frame.Upgrade(),
        FrameKind.UpgradeKeeper => new Frame.UpgradeKeeper(),
        FrameKind.Prepared => new Frame.Prepared(),
        FrameKind.Yielded => new Frame.Yielded(),
        FrameKind.Fail => f.Text is { } text ? new Frame.Fail(text) : null,
        FrameKind.Welcome => f.Version is { } version && f.Pid is { } pid
            ? new Frame.Welcome(version, pid, f.Candidate == 1, f.Notes) { HasServiceManager = f.Notified is null or 1 }
            : null,
        FrameKind.Answer => f.Errno is { } errno ? new Frame.Answer(errno, f.Explanation) : null,
        FrameKind.Spawned => f.Child is { } child && f.Birth is { } birth && f.Streams is { } streams
            ? new Frame.Spawned(child, birth, streams)
            : null,
        FrameKind.SpawnFailed => f.Child is { } child && f.Failure is { } failure ? new Frame.SpawnFailed(child, failure) : null,
        FrameKind.Exited => f.Child is { } child && f.Pid is { } pid && f.Exit is { } exit ? new Frame.Exited(child, pid, exit) : null,
        FrameKind.OrphanReaped => f.Pid is { } pid && f.Exit is { } exit ? new Frame.OrphanReaped(pid, exit) : null,
        FrameKind.Child => Listed(f),
        FrameKind.Descriptor => f.Name is { } name ? new Frame.Descriptor(name) : null,
        FrameKind.PageEnd => f.More is { } more ? new Frame.PageEnd(more == 1) : null,
        FrameKind.Ping => f.Number is { } number ? new Frame.Ping(number) : null,
        FrameKind.HostSignal => f.Signal is { } signal ? new Frame.HostSignal(signal) : null,
        FrameKind.Yield => new Frame.Yield(),
        FrameKind.Takeover => new Frame.Takeover(),
        _ => null,
    };

    private static Frame.Listed? Listed(in FrameFields f)
    {
        if (f.Child is not { } child || f.State is not { } state || f.Birth is not { } birth || f.Streams is not { } streams)
            return null;
        if ((ChildState)state == ChildState.Ended != f.Exit.HasValue || (ChildState)state == ChildState.Failed != (f.Failure is not null))
            return null;
        return new Frame.Listed(child, (ChildState)state, birth, streams, f.Exit, f.Failure);
    }
}
