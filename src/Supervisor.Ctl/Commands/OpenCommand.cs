using Supervisor.Control.Client;

namespace Supervisor.Ctl.Commands;

internal sealed class OpenCommand : ICommand
{
    public string Name => "open";

    public string Help =>
        """
        open <url>	Connect to a remote supervisord process.
        		(for UNIX domain socket, use unix:///socket/path)
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        string url = HomePath.ExpandUrl(string.Join(' ', words));
        string[] schemes = ["http:", "https:", "unix:"];
        if (!schemes.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            const string Text = "url must be http:// or unix://";
            session.Fail(ExitCode.Generic, $"ERROR: {Text}", UsageErrors.BadRequest(Text));
            return;
        }

        if (!ControlEndpoint.TryParse(url, out ControlEndpoint? endpoint, out string? error))
        {
            session.Fail(ExitCode.Generic, $"ERROR: {error}", UsageErrors.BadRequest(error));
            return;
        }

        session.Open(endpoint);
        int exitCode = session.ExitCode;
        try
        {
            await StatusCommand.ShowAsync(session, [], cancellationToken);
        }
        catch (ControlException e) when (session.MayTurn(e.Error))
        {
            // Here and not in the runner, which would open it anew.
            await session.TurnToXmlRpcAsync(cancellationToken);
            await StatusCommand.ShowAsync(session, [], cancellationToken);
        }

        // To go there has worked, whatever is the matter there.
        session.ExitCode = exitCode;
    }
}
