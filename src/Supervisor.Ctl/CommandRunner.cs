using Supervisor.Control.Client;

namespace Supervisor.Ctl;

/// <summary>Runs command lines one after the other.</summary>
internal sealed class CommandRunner(Session session, CommandTable commands, bool json)
{
    /// <returns>False when the line asks to leave.</returns>
    public async Task<bool> RunAsync(string line, CancellationToken cancellationToken)
    {
        CommandLine parsed = CommandLine.Parse(line);
        if (parsed.Text.Length == 0)
            return true;
        session.Json = json || parsed.Json;
        if (commands.Find(parsed.Name) is not { } command)
        {
            string text = $"*** Unknown syntax: {parsed.Text}";
            session.Fail(ExitCode.Generic, text, UsageErrors.BadRequest(text));
            session.Output.Flush();
            return true;
        }

        await RunAsync(command, parsed.Words, cancellationToken);
        session.Output.Flush();
        return !CommandTable.Leaves(command);
    }

    private async Task RunAsync(ICommand command, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        using var slow = SlowAnswer.Watch(session.Endpoint);
        while (true)
        {
            try
            {
                await command.RunAsync(session, words, cancellationToken);
                return;
            }
            catch (ControlException e) when (e.Error.Failure == ControlFailure.Unauthorized)
            {
                if (session.Interactive && await AskCredentialsAsync(cancellationToken))
                    continue;
                session.Fail(ExitCode.Generic, e.Error.Message, e.Error.ToProblem());
                return;
            }
            catch (ControlException e) when (session.MayTurn(e.Error))
            {
                // It answered the first request of the command with nothing that we know, so nothing was done yet.
                await session.TurnToXmlRpcAsync(cancellationToken);
            }
            catch (ControlException e)
            {
                session.Fail(e.Error);
                return;
            }
        }
    }

    private async Task<bool> AskCredentialsAsync(CancellationToken cancellationToken)
    {
        session.Output.Line("Server requires authentication");
        string? username = await session.Input.AskAsync("Username:", secret: false, cancellationToken);
        string? password = username is null ? null : await session.Input.AskAsync("Password:", secret: true, cancellationToken);
        if (username is null || password is null)
            return false;
        session.Authenticate(new ControlCredentials(username, password));
        return true;
    }
}
