namespace Supervisor.Keeper.Protocol;

/// <summary>What a field of a frame is. The same number means the same in every kind of frame.</summary>
internal enum FieldTag : ushort
{
    Name = 1,
    Generation = 2,
    Executable = 3,
    Argument = 4,
    Variable = 5,
    Directory = 6,
    User = 7,
    Umask = 8,
    SoftDescriptorLimit = 9,
    Stdin = 10,
    Stdout = 11,
    Stderr = 12,
    Signal = 13,
    Scope = 14,
    Stream = 15,
    Number = 17,
    Pid = 18,
    Errno = 19,
    Stage = 20,
    Subject = 21,
    ExitCode = 22,
    ExitSignal = 23,
    CoreDumped = 24,
    State = 25,
    Streams = 26,
    StartTicks = 27,
    StartedAt = 28,
    More = 29,
    Version = 30,
    Text = 31,
    LeastDescriptors = 32,
    LeastProcesses = 33,
    Instance = 34,

    // May be skipped by who does not know them.
    Explanation = 0x8001,
    Note = 0x8002,
    Candidate = 0x8003,
}
