namespace Supervisor.Core.Roster;

/// <summary>Names one request of a client, so that its answer finds it.</summary>
public readonly record struct RequestId(long Value);

public enum WaitKind
{
    ForStart,
    ForStop,
}

/// <summary>A request that waits for a process to have started or stopped.</summary>
public readonly record struct Waiter(RequestId Request, WaitKind Kind);
