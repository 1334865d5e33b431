using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl;

/// <summary>The question "does a supervisord that we understand listen there?", asked before most commands.</summary>
internal static class ConnectionCheck
{
    /// <summary>The answer of the server; null when it is not there or not ours: that is said, with the exit code that supervisord gives to each case.</summary>
    public static async Task<SupervisorInfo?> CheckAsync(this Session session, CancellationToken cancellationToken)
    {
        SupervisorInfo info;
        try
        {
            info = await session.Client.GetInfoAsync(cancellationToken);
        }
        catch (ControlException e) when (session.Explain(e.Error) is { } known)
        {
            session.Fail(known.Code, known.Line, e.Error.ToProblem());
            return null;
        }

        session.Settle();
        if (info.ApiVersion == session.Client.ApiVersion)
            return info;
        string text = $"Sorry, this version of supervisorctl expects to talk to a server with API version {session.Client.ApiVersion}, "
            + $"but the remote version is {info.ApiVersion}.";
        session.Fail(ExitCode.OtherVersion, text, UsageErrors.BadRequest(text));
        return null;
    }

    /// <summary>supervisord's words and exit code for a server that is not there or not one; null for other failures.</summary>
    public static (int Code, string Line)? Explain(this Session session, ControlError error) => error.Failure switch
    {
        ControlFailure.ConnectionRefused => (ExitCode.Refused, $"{session.ServerUrl} refused connection"),
        ControlFailure.SocketMissing => (ExitCode.NotRunning, $"{session.ServerUrl} no such file"),
        // Told when XML-RPC has been tried, too.
        ControlFailure.NotThisApi when !session.MayTurn(error) => (
            ExitCode.NotSupervisord,
            $"Sorry, {session.ServerUrl} responded but did not recognize the commands that supervisorctl uses to control supervisord: {error.Message}."),
        _ => null,
    };
}
