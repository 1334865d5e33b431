namespace Supervisor.Control.Wire;

/// <summary>One group in the answer of reread or update.</summary>
public sealed record GroupChange
{
    public required string Group { get; init; }

    /// <summary><c>added</c>, <c>changed</c> or <c>removed</c>.</summary>
    public required string Change { get; init; }

    /// <summary>In the answer of update: whether something of the group was stopped for it.</summary>
    public bool Stopped { get; init; }

    /// <summary>In the answer of update: <see cref="ErrorCodes.Ok"/>, or why this group was left as it was.</summary>
    public string Code { get; init => field = value ?? ErrorCodes.Ok; } = ErrorCodes.Ok;
}

/// <summary>The answer of <c>POST /v1/reread</c> and <c>POST /v1/update</c>: the changes in the order removed, changed, added.</summary>
public sealed record ConfigChanges(IReadOnlyList<GroupChange> Changes, IReadOnlyList<DiagnosticInfo> Diagnostics);
