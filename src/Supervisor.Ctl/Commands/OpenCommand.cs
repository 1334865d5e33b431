using Supervisor.Control.Client;

namespace Supervisor.Ctl.Commands;

internal sealed class OpenCommand : ICommand
{
    public string Name => "open";

    public string Help =>
        """
        open <url>	Connect to a remote supervisord process
        		(for a Unix domain socket, use unix:///socket/path)
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
        await StatusCommand.ShowAsync(session, [], deadIsError: false, cancellationToken);
    }
}
