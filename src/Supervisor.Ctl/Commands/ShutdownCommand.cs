using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Commands;

internal sealed class ShutdownCommand : ICommand
{
    public string Name => "shutdown";

    public string Help => "shutdown \tShut the remote supervisord down.";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (!session.TakesNoWords(this, words)
            || !await session.ConfirmAsync("Really shut the remote supervisord process down y/N? ", cancellationToken))
        {
            return;
        }

        try
        {
            await session.Client.ShutdownAsync(cancellationToken);
            session.Done("Shut down");
        }
        catch (ControlException e) when (e.Code == ErrorCodes.ShuttingDown)
        {
            // What was asked for is under way: no failure.
            session.Fail(session.ExitCode, "ERROR: already shutting down", e.Error.ToProblem());
        }
        catch (ControlException e) when (e.Error.Failure is ControlFailure.ConnectionRefused or ControlFailure.SocketMissing)
        {
            string reason = e.Error.Failure == ControlFailure.ConnectionRefused ? "refused connection" : "no such file";
            session.Fail(
                ExitCode.Generic, $"ERROR: {session.ServerUrl} {reason} (already shut down?)", e.Error.ToProblem());
        }
    }
}
