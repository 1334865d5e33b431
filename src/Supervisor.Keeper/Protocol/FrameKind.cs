namespace Supervisor.Keeper.Protocol;

/// <summary>What a frame says. The numbers are the wire's and never change their meaning; see docs/keeper-protocol.md.</summary>
internal enum FrameKind : byte
{
    // From the brain.
    Hello = 1,
    Spawn = 2,
    Signal = 3,
    Acknowledge = 4,
    CloseStream = 5,
    KeepDescriptor = 7,
    DropDescriptor = 8,
    List = 9,
    Begin = 10,
    Ready = 11,
    Pong = 12,
    Finish = 13,
    Surroundings = 14,
    Upgrade = 15,
    Prepared = 16,
    Yielded = 17,
    Fail = 18,
    UpgradeKeeper = 19,
    Notify = 20,

    // From either.
    Batch = 32,

    // From the keeper.
    Welcome = 64,
    Answer = 65,
    Spawned = 66,
    SpawnFailed = 67,
    Exited = 68,
    OrphanReaped = 69,
    Child = 70,
    Descriptor = 72,
    PageEnd = 73,
    Ping = 74,
    HostSignal = 75,
    Yield = 76,
    Takeover = 77,
}
