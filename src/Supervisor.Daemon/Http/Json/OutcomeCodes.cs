using Microsoft.AspNetCore.Http;
using Supervisor.Control.Wire;
using Supervisor.Core.Roster;
using Supervisor.Engine.Requests;

namespace Supervisor.Daemon.Http.Json;

/// <summary>The core's outcomes as the API's codes, statuses and sentences.</summary>
internal static class OutcomeCodes
{
    public static OperationResult ToWire(TargetResult result) => new()
    {
        Group = result.Process.Group,
        Name = result.Process.Name,
        Code = Code(result.Outcome),
        Detail = result.Outcome == Outcome.Ok ? result.Detail : Detail(result),
    };

    public static string Code(Outcome outcome) => outcome switch
    {
        Outcome.Ok => ErrorCodes.Ok,
        Outcome.NoSuchProcess => ErrorCodes.NoSuchProcess,
        Outcome.NoSuchGroup => ErrorCodes.NoSuchGroup,
        Outcome.AlreadyStarted => ErrorCodes.AlreadyStarted,
        Outcome.AlreadyAdded => ErrorCodes.AlreadyAdded,
        Outcome.NotRunning => ErrorCodes.NotRunning,
        Outcome.StillRunning => ErrorCodes.StillRunning,
        Outcome.NoFile => ErrorCodes.NoFile,
        Outcome.NotExecutable => ErrorCodes.NotExecutable,
        Outcome.SpawnError => ErrorCodes.SpawnError,
        Outcome.AbnormalTermination => ErrorCodes.AbnormalTermination,
        Outcome.ShuttingDown => ErrorCodes.ShuttingDown,
        _ => ErrorCodes.Failed,
    };

    public static int Status(Outcome outcome) => outcome switch
    {
        Outcome.Ok => StatusCodes.Status200OK,
        Outcome.NoSuchProcess or Outcome.NoSuchGroup => StatusCodes.Status404NotFound,
        Outcome.AlreadyStarted or Outcome.AlreadyAdded or Outcome.NotRunning or Outcome.StillRunning => StatusCodes.Status409Conflict,
        Outcome.ShuttingDown => StatusCodes.Status503ServiceUnavailable,
        Outcome.Failed => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static string Detail(TargetResult result)
    {
        var name = result.Process.Name.Length == 0 ? result.Process.Group : result.Process.Namespec;
        var sentence = result.Outcome switch
        {
            Outcome.NoSuchProcess => $"there is no process {name}",
            Outcome.NoSuchGroup => $"there is no group {name}",
            Outcome.AlreadyStarted => $"{name} is already started",
            Outcome.AlreadyAdded => $"group {name} is already active",
            Outcome.NotRunning => $"{name} is not running",
            Outcome.StillRunning => $"{name} is still running",
            Outcome.SpawnError => $"cannot start {name}",
            Outcome.AbnormalTermination => $"{name} ended before it counted as started",
            Outcome.ShuttingDown => "the supervisor is shutting down or restarting",
            _ => $"cannot do that with {name}",
        };
        return result.Detail.Length == 0 ? sentence : result.Outcome is Outcome.NoFile or Outcome.NotExecutable ? result.Detail : $"{sentence}: {result.Detail}";
    }
}
