using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Commands;

/// <summary>What <c>shutdown</c> and <c>reload</c> share.</summary>
internal static class WholeDaemon
{
    /// <summary>Asks before something big when somebody is there to answer; anything but a y at the beginning is a no.</summary>
    public static async Task<bool> ConfirmAsync(this Session session, string question, CancellationToken cancellationToken)
    {
        if (!session.Interactive)
            return true;
        string? answer = await session.Input.AskAsync(question, secret: false, cancellationToken);
        return answer?.StartsWith("y", StringComparison.OrdinalIgnoreCase) == true;
    }

    public static void Done(this Session session, string line)
    {
        if (session.Json)
            session.WriteJson(new OperationResult { Group = "", Name = "", Code = ErrorCodes.Ok }, WireJson.Default.OperationResult);
        else
            session.Output.Line(line);
    }
}
