using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Commands;

internal sealed class UpgradeCommand : ICommand
{
    public string Name => "upgrade";

    public string Help => "upgrade\t\tReplace supervisord by the binary on disk; no program is restarted";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (!session.TakesNoWords(this, words)) return;
        try
        {
            await session.Client.UpgradeAsync(cancellationToken);
            session.Done("Upgraded supervisord");
        }
        catch (ControlException e) when (e.Code == ErrorCodes.UpgradeFailed)
        {
            session.Fail(ExitCode.Generic, $"ERROR: {e.Error.Message}", e.Error.ToProblem());
        }
    }
}
