namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Whose program plays a part.</summary>
internal enum Origin
{
    /// <summary>Debian's package <c>supervisor</c>: Python's supervisord 4.2.5.</summary>
    Theirs,

    Ours,
}

/// <summary>Who plays the daemon and who the client.</summary>
internal sealed record Pair(Origin Daemon, Origin Ctl)
{
    /// <summary>What the others are compared with.</summary>
    public static readonly Pair Original = new(Origin.Theirs, Origin.Theirs);

    /// <summary>All four.</summary>
    public static readonly IReadOnlyList<Pair> All =
        [Original, new(Origin.Theirs, Origin.Ours), new(Origin.Ours, Origin.Theirs), new(Origin.Ours, Origin.Ours)];

    /// <summary>For what no client has a part in.</summary>
    public static readonly IReadOnlyList<Pair> Daemons = [Original, new(Origin.Ours, Origin.Theirs)];

    /// <summary>For what no daemon has a part in.</summary>
    public static readonly IReadOnlyList<Pair> Clients = [Original, new(Origin.Theirs, Origin.Ours)];

    public override string ToString() => $"{(Daemon == Origin.Ours ? "our" : "their")} supervisord, {(Ctl == Origin.Ours ? "our" : "their")} supervisorctl";
}
