using Supervisor.Ctl.Input;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl;

/// <summary>One run of supervisorctl on given settings: a single command, or the shell.</summary>
internal sealed class Application(TextOutput output, TextOutput errors, Stream input, bool inputIsTerminal)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ClientSettings settings, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var commands = new CommandTable();
        var history = new History();
        Session? session = null;
        var completer = new CommandCompleter(commands, token => session!.Client.ListProcessesAsync(null, token));
        var lines = new InputLines(input);
        IUserInput user = inputIsTerminal
            ? new TerminalInput(lines, output, history, completer)
            : new RedirectedInput(lines, output);
        using (session = new Session(settings, output, errors, user))
        {
            var runner = new CommandRunner(session, commands, settings.Json);
            if (words.Count > 0)
            {
                // Words that a shell kept together are split again: scripts say supervisorctl "signal HUP" name.
                await runner.RunAsync(string.Join(' ', words), cancellationToken);
                return session.ExitCode;
            }

            HistoryFile? file = settings.HistoryFile is { } path && inputIsTerminal ? new HistoryFile(path) : null;
            Try("read", file, f => f.Load(history));
            await new Shell(session, runner, settings.Prompt).RunAsync(cancellationToken);
            Try("write", file, f => f.Save(history));
            return ExitCode.Ok;
        }
    }

    private void Try(string verb, HistoryFile? file, Action<HistoryFile> action)
    {
        if (file is null)
            return;
        try
        {
            action(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Line($"cannot {verb} the history file: {e.Message}");
            errors.Flush();
        }
    }
}
