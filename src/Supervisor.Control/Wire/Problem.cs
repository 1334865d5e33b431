namespace Supervisor.Control.Wire;

/// <summary>An error answer: an RFC 9457 problem document (<c>application/problem+json</c>) with a stable code.</summary>
public sealed record Problem
{
    public string Type { get; init => field = value ?? "about:blank"; } = "about:blank";

    /// <summary>The HTTP status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What happened, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>One of <see cref="ErrorCodes"/>, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>With <see cref="ErrorCodes.BadConfig"/>: every diagnostic.</summary>
    public IReadOnlyList<DiagnosticInfo>? Diagnostics { get; init; }
}

/// <summary>One finding in a config file.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Line">From 1; 0 where it concerns the whole file.</param>
/// <param name="Column">From 1; 0 where it concerns the whole line.</param>
/// <param name="Text">What is wrong.</param>
public sealed record DiagnosticInfo(string Severity, string File, int Line, int Column, string Text);
