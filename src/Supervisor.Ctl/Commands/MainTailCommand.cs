using Supervisor.Control.Client;
using Supervisor.Ctl.Logs;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class MainTailCommand : ICommand
{
    public string Name => "maintail";

    public string Help =>
        """
        maintail -f 	Continuous tail of supervisor main log file (Ctrl-C to exit)
        maintail -100	last 100 *bytes* of supervisord main log file
        maintail	last 1600 *bytes* of supervisor main log file

        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null || Parse(session, words) is not { } options)
            return;
        if (options.Follow)
        {
            await LogPrinter.FollowAsync(
                session, "/mainlogtail", token => session.Client.OpenMainLogAsync(options.Bytes, follow: true, token), cancellationToken);
            return;
        }

        try
        {
            Stream log = await session.Client.OpenMainLogAsync(options.Bytes, cancellationToken: cancellationToken);
            await using (log)
            {
                await LogPrinter.PrintAsync(session, log, new LogText(null, null, null, ""), cancellationToken);
            }
        }
        catch (ControlException e) when (LogPrinter.TellUnreadable(session, "supervisord", e.Error))
        {
            // Said.
        }
    }

    private LogOptions? Parse(Session session, IReadOnlyList<string> words)
    {
        if (words.Count > 1)
        {
            session.WrongUse(this, "too many arguments");
            return null;
        }

        LogOptions? options = words.Count == 0 ? LogOptions.Default : LogOptions.Parse(words[0]);
        if (options is null)
        {
            session.WrongWord($"bad argument {words[0]}");
            return null;
        }

        if (options.Value.Follow && session.Json)
        {
            session.WrongWord("maintail -f streams raw bytes and cannot print JSON");
            return null;
        }

        return options;
    }
}
