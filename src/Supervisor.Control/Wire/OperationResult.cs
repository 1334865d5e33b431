namespace Supervisor.Control.Wire;

/// <summary>What became of one process in an operation on one or many.</summary>
public sealed record OperationResult
{
    public required string Group { get; init; }

    public required string Name { get; init; }

    /// <summary><see cref="ErrorCodes.Ok"/> or one of the other stable codes of <see cref="ErrorCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for people; empty when all went well.</summary>
    public string Detail { get; init => field = value ?? ""; } = "";
}

/// <summary>The results of an operation, in the order in which they came about.</summary>
public sealed record OperationResults(IReadOnlyList<OperationResult> Results);
