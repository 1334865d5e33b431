using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Commands;

internal sealed class VersionCommand : ICommand
{
    public string Name => "version";

    public string Help => "version\t\t\tShow the version of the remote supervisord process";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (!session.TakesNoWords(this, words))
            return;
        if (await session.CheckAsync(cancellationToken) is not { } info)
            return;
        if (session.Json)
            session.WriteJson(info, WireJson.Default.SupervisorInfo);
        else
            session.Output.Line(info.Version);
    }
}
