using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl;

/// <summary>The question "does a supervisord that we understand listen there?", asked before most commands.</summary>
internal static class ConnectionCheck
{
    private const string ApiVersion = "1";

    /// <summary>The answer of the server; null when it is not there or not ours: that is said, with the exit code that supervisord gives to each case.</summary>
    /// <param name="session">Where to ask.</param>
    /// <param name="failureCode">The exit code for all cases, where a command has its own.</param>
    public static async Task<SupervisorInfo?> CheckAsync(
        this Session session, CancellationToken cancellationToken, int? failureCode = null)
    {
        SupervisorInfo info;
        try
        {
            info = await session.Client.GetInfoAsync(cancellationToken);
        }
        catch (ControlException e) when (Explain(e.Error, session.ServerUrl) is { } known)
        {
            session.Fail(failureCode ?? known.Code, known.Line, e.Error.ToProblem());
            return null;
        }

        if (info.ApiVersion == ApiVersion)
            return info;
        string text = $"Sorry, this version of supervisorctl expects to talk to a server with API version {ApiVersion}, "
            + $"but the remote version is {info.ApiVersion}.";
        session.Fail(failureCode ?? ExitCode.OtherVersion, text, UsageErrors.BadRequest(text));
        return null;
    }

    private static (int Code, string Line)? Explain(ControlError error, string url) => error.Failure switch
    {
        ControlFailure.ConnectionRefused => (ExitCode.Refused, $"{url} refused connection"),
        ControlFailure.SocketMissing => (ExitCode.NotRunning, $"{url} no such file"),
        ControlFailure.NotThisApi => (
            ExitCode.NotSupervisord,
            $"Sorry, {url} responded but did not recognize the commands that supervisorctl uses to control supervisord: {error.Message}."),
        _ => null,
    };
}
