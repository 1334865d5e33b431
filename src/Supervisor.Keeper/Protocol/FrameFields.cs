namespace Supervisor.Keeper.Protocol;

/// <summary>All fields that a body had, each checked against its range; null where it was not there.</summary>
internal struct FrameFields
{
    private List<string>? _arguments;
    private List<string>? _notes;
    private List<string>? _variables;
    private int? _generation;
    private string? _executable;
    private string? _subject;
    private long? _softLimit;
    private int? _socket;
    private string? _socketName;
    private int? _stdin;
    private int? _stdout;
    private int? _stderr;
    private int? _stage;
    private int? _exitSignal;
    private int? _coreDumped;
    private long? _startTicks;
    private long? _startedAt;

    internal string? Name { get; private set; }

    internal string? Directory { get; private set; }

    internal string? User { get; private set; }

    internal int? Umask { get; private set; }

    internal int? Signal { get; private set; }

    internal int? Scope { get; private set; }

    internal int? Stream { get; private set; }

    internal int? Number { get; private set; }

    internal int? Pid { get; private set; }

    internal int? Errno { get; private set; }

    internal int? ExitCode { get; private set; }

    internal int? State { get; private set; }

    internal int? Streams { get; private set; }

    internal int? More { get; private set; }

    internal int? Version { get; private set; }

    internal string? Text { get; private set; }

    internal long? LeastDescriptors { get; private set; }

    internal long? LeastProcesses { get; private set; }

    internal string? Instance { get; private set; }

    internal string? Explanation { get; private set; }

    internal int? Candidate { get; private set; }

    internal int? Notified { get; private set; }

    internal readonly IReadOnlyList<string> Notes => _notes ?? [];

    internal readonly ChildRef? Child => Name is { } name && _generation is { } generation ? new ChildRef(name, generation) : null;

    internal readonly ChildBirth? Birth =>
        Pid is { } pid && _startTicks is { } ticks && _startedAt is { } at ? new ChildBirth(pid, ticks, at) : null;

    internal readonly ExitStatus? Exit =>
        ExitCode is { } code && _exitSignal is { } signal && _coreDumped is { } core ? new ExitStatus(code, signal, core == 1) : null;

    internal readonly SpawnFailure? Failure =>
        _stage is { } stage && Errno is { } errno && _subject is { } subject ? new SpawnFailure((SpawnStage)stage, errno, subject) : null;

    internal readonly SpawnRequest? Request()
    {
        if (_executable is null || _stdin is not { } stdin || _stdout is not { } stdout || _stderr is not { } stderr)
            return null;
        return new SpawnRequest
        {
            Executable = _executable,
            Arguments = _arguments ?? [],
            Environment = _variables ?? [],
            Directory = Directory,
            User = User,
            Umask = Umask,
            SoftDescriptorLimit = _softLimit,
            Socket = (SocketPlace?)_socket,
            SocketName = _socketName,
            Stdin = (StreamKind)stdin,
            Stdout = (StreamKind)stdout,
            Stderr = (StreamKind)stderr,
        };
    }

    internal ProtocolError Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        while (reader.Next())
            Take(ref reader);
        return reader.Error;
    }

    private void Take(ref FieldReader reader)
    {
        const int lastStream = (int)StreamKind.Null;
        switch (reader.Tag)
        {
            case FieldTag.Name: Name = reader.Text(FrameLimits.MostName); break;
            case FieldTag.Generation: _generation = reader.Int(); break;
            case FieldTag.Executable: _executable = reader.Text(); break;
            case FieldTag.Argument: (_arguments ??= []).Add(reader.Text()); break;
            case FieldTag.Variable: (_variables ??= []).Add(reader.Text()); break;
            case FieldTag.Directory: Directory = reader.Text(); break;
            case FieldTag.User: User = reader.Text(); break;
            case FieldTag.Umask: Umask = reader.Int(0, 0x1FF); break;
            case FieldTag.SoftDescriptorLimit: _softLimit = reader.Long(); break;
            case FieldTag.Socket: _socket = reader.Int(0, (int)SocketPlace.ListenDescriptors); break;
            case FieldTag.SocketName: _socketName = reader.Text(FrameLimits.MostName); break;
            case FieldTag.Stdin: _stdin = reader.Int(0, lastStream); break;
            case FieldTag.Stdout: _stdout = reader.Int(0, lastStream); break;
            case FieldTag.Stderr: _stderr = reader.Int(0, (int)StreamKind.SameAsStdout); break;
            case FieldTag.Signal: Signal = reader.Int(); break;
            case FieldTag.Scope: Scope = reader.Int(0, (int)SignalScope.Group); break;
            case FieldTag.Stream: Stream = reader.Int(0, 2); break;
            case FieldTag.Number: Number = reader.Int(); break;
            case FieldTag.Pid: Pid = reader.Int(0, int.MaxValue); break;
            case FieldTag.Errno: Errno = reader.Int(0, int.MaxValue); break;
            case FieldTag.Stage: _stage = reader.Int(0, (int)SpawnStage.ExecStage); break;
            case FieldTag.Subject: _subject = reader.Text(); break;
            case FieldTag.ExitCode: ExitCode = reader.Int(0, 255); break;
            case FieldTag.ExitSignal: _exitSignal = reader.Int(0, 64); break;
            case FieldTag.CoreDumped: _coreDumped = reader.Int(0, 1); break;
            case FieldTag.State: State = reader.Int(0, (int)ChildState.Ended); break;
            case FieldTag.Streams: Streams = reader.Int(0, 7); break;
            case FieldTag.StartTicks: _startTicks = reader.Long(); break;
            case FieldTag.StartedAt: _startedAt = reader.Long(); break;
            case FieldTag.More: More = reader.Int(0, 1); break;
            case FieldTag.Version: Version = reader.Int(0, int.MaxValue); break;
            case FieldTag.Text: Text = reader.Text(); break;
            case FieldTag.LeastDescriptors: LeastDescriptors = reader.Long(0, long.MaxValue); break;
            case FieldTag.LeastProcesses: LeastProcesses = reader.Long(0, long.MaxValue); break;
            case FieldTag.Instance: Instance = reader.Text(FrameLimits.MostName); break;
            case FieldTag.Explanation: Explanation = reader.Text(); break;
            case FieldTag.Note: (_notes ??= []).Add(reader.Text()); break;
            case FieldTag.Candidate: Candidate = reader.Int(0, 1); break;
            case FieldTag.Notified: Notified = reader.Int(0, 1); break;
            default: reader.Skip(); break;
        }
    }
}
