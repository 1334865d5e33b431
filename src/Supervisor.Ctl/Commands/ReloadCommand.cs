using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class ReloadCommand : ICommand
{
    public string Name => "reload";

    public string Help => "reload \t\tRestart the remote supervisord.";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (!session.TakesNoWords(this, words)
            || !await session.ConfirmAsync("Really restart the remote supervisord process y/N? ", cancellationToken))
        {
            return;
        }

        try
        {
            await session.Client.ReloadAsync(cancellationToken);
            session.Done("Restarted supervisord");
        }
        catch (ControlException e) when (e.Code == ErrorCodes.ShuttingDown)
        {
            session.Fail(ExitCode.Generic, "ERROR: already shutting down", e.Error.ToProblem());
        }
        catch (ControlException e) when (e.Code == ErrorCodes.BadConfig)
        {
            session.FailConfig(e.Error.ToProblem());
        }
    }
}
