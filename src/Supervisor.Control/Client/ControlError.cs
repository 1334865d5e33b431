using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

/// <summary>Why a call failed, as data.</summary>
/// <param name="Failure">Which kind of failure.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/> when supervisord answered, else the failure's name in snake_case, such as <c>connection_refused</c>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Problem">supervisord's answer, when there is one.</param>
public sealed record ControlError(ControlFailure Failure, string Code, string Message, Problem? Problem = null)
{
    /// <summary>The error as a problem document; its status is 0 when no server answered.</summary>
    public Problem ToProblem() => Problem ?? new Problem
    {
        Title = Failure == ControlFailure.Unauthorized ? "Unauthorized" : "No answer",
        Status = Failure == ControlFailure.Unauthorized ? 401 : 0,
        Code = Code,
        Detail = Message,
    };

    internal static ControlError Answered(Problem problem) =>
        new(ControlFailure.Answered, problem.Code, problem.Detail, problem);

    internal static ControlError Of(ControlFailure failure, string message) => new(failure, CodeOf(failure), message);

    private static string CodeOf(ControlFailure failure) => failure switch
    {
        ControlFailure.ConnectionRefused => "connection_refused",
        ControlFailure.SocketMissing => "socket_missing",
        ControlFailure.PermissionDenied => "permission_denied",
        ControlFailure.Unreachable => "unreachable",
        ControlFailure.ConnectionLost => "connection_lost",
        ControlFailure.Unauthorized => "unauthorized",
        ControlFailure.NotThisApi => "not_this_api",
        ControlFailure.Unsupported => "unsupported",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "an answer has its own code"),
    };
}
