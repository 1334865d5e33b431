using Supervisor.Control.Client;
using Supervisor.Ctl.Logs;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class TailCommand : ICommand
{
    public string Name => "tail";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        tail [-f] <name> [stdout|stderr] (default stdout)
        Ex:
        tail -f <name>		Continuous tail of named process stdout
        			Ctrl-C to exit.
        tail -100 <name>	last 100 *bytes* of process stdout
        tail <name> stderr	last 1600 *bytes* of process stderr
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null || Parse(session, words) is not { } request)
            return;
        (LogOptions options, string name, LogChannel channel) = request;
        Namespec spec = Namespec.Parse(name);
        // A group has no log of its own: the empty name is one that no process has.
        string process = spec.Process ?? "";
        if (options.Follow)
        {
            await LogPrinter.FollowAsync(
                session,
                $"/logtail/{name}/{(channel == LogChannel.Stdout ? "stdout" : "stderr")}",
                token => session.Client.OpenLogAsync(spec.Group, process, channel, options.Bytes, follow: true, token),
                cancellationToken);
            return;
        }

        try
        {
            Stream log = await session.Client.OpenLogAsync(
                spec.Group, process, channel, options.Bytes, cancellationToken: cancellationToken);
            await using (log)
            {
                var document = new LogText(spec.Group, process, channel == LogChannel.Stdout ? "stdout" : "stderr", "");
                await LogPrinter.PrintAsync(session, log, document, cancellationToken);
            }
        }
        catch (ControlException e) when (LogPrinter.TellUnreadable(session, name, e.Error))
        {
            // Said.
        }
    }

    private (LogOptions Options, string Name, LogChannel Channel)? Parse(Session session, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            session.WrongUse(this, "too few arguments");
            return null;
        }

        bool modified = words[0].StartsWith('-');
        string[] names = [.. words.Skip(modified ? 1 : 0)];
        if (words.Count > 3)
        {
            session.WrongUse(this, "too many arguments");
            return null;
        }

        if (names.Length == 0)
        {
            session.WrongWord("tail requires process name");
            return null;
        }

        string channel = names.Length > 1 ? names[^1].ToLowerInvariant() : "stdout";
        if (channel is not ("stdout" or "stderr"))
        {
            session.WrongWord($"bad channel '{channel}'");
            return null;
        }

        LogOptions? options = modified ? LogOptions.Parse(words[0]) : LogOptions.Default;
        if (options is not { } known)
        {
            session.WrongWord($"bad argument {words[0]}");
            return null;
        }

        if (known.Follow && session.Json)
        {
            session.WrongWord("tail -f streams raw bytes and cannot print JSON");
            return null;
        }

        return (known, names[0], channel == "stdout" ? LogChannel.Stdout : LogChannel.Stderr);
    }
}
