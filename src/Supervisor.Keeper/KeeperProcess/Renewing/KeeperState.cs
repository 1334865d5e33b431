using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.KeeperProcess.Renewing;

/// <summary>
/// All that an image of the keeper leaves to the next one, when the process execs a new program. Descriptors are numbers that stay open
/// over the exec. Nothing is under way then: no start, no list, no unsent answer.
/// </summary>
internal sealed record KeeperState
{
    internal required KeeperSettings Settings { get; init; }

    /// <summary>The soft descriptor limit that programs get.</summary>
    internal required ulong SoftLimit { get; init; }

    /// <summary>The programs' working directory, where it is not the keeper's.</summary>
    internal string? Directory { get; init; }

    /// <summary>The account that was taken on.</summary>
    internal string? User { get; init; }

    /// <summary>The programs' mark.</summary>
    internal string? Mark { get; init; }

    /// <summary>Signals that no brain was told yet.</summary>
    internal IReadOnlyList<int> Signals { get; init; } = [];

    /// <summary>Who asked for the exec.</summary>
    internal required ulong Asker { get; init; }

    /// <summary>The id of that request.</summary>
    internal required uint RequestId { get; init; }

    /// <summary>The number that the next brain gets.</summary>
    internal required ulong NextBrain { get; init; }

    /// <summary>The program that was ready last.</summary>
    internal int? LastReady { get; init; }

    internal IReadOnlyList<BrainRecord> Brains { get; init; } = [];

    internal IReadOnlyList<KeptRecord> Kept { get; init; } = [];

    internal IReadOnlyList<ChildRecord> Children { get; init; } = [];

    /// <summary>Everything that has to stay open.</summary>
    internal IEnumerable<int> Descriptors =>
    [
        .. LastReady is { } image ? [image] : Array.Empty<int>(),
        .. Brains.SelectMany(b => new[] { b.Pidfd, b.Socket, b.Image }).OfType<int>(),
        .. Kept.Select(k => k.Descriptor),
        .. Children.SelectMany(c => new[] { c.Pidfd, c.Stdin, c.Stdout, c.Stderr }).OfType<int>(),
    ];
}

/// <summary>One brain, with its process and its end of the socket.</summary>
internal sealed record BrainRecord(
    ulong Number, int Pid, int? Pidfd, int? Socket, int? Image, BrainPart Part, bool Live, bool IsReady, bool FromLastReady, long Due, string Otherwise)
{
    /// <summary>Whether it takes several frames in one message.</summary>
    internal bool MayBatch { get; init; }
}

/// <summary>One kept descriptor.</summary>
internal sealed record KeptRecord(string Name, int Descriptor);

/// <summary>One life of a program. One whose start failed has no pidfd.</summary>
internal sealed record ChildRecord(
    ChildRef Ref,
    ChildBirth Birth,
    ExitStatus? Exit,
    SpawnFailure? Failure,
    bool Known,
    ChildState Told,
    int? Pidfd,
    int? Stdin,
    int? Stdout,
    int? Stderr);
