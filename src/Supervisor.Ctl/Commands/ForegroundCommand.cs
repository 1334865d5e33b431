using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Logs;

namespace Supervisor.Ctl.Commands;

internal sealed class ForegroundCommand : ICommand
{
    public string Name => "fg";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        fg <process>	Connect to a process in foreground mode
        		Ctrl-C to exit
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null)
            return;
        if (words.Count == 0)
        {
            Fail(session, "no process name supplied");
            if (!session.Json)
                session.Output.Line(Help);
            return;
        }

        if (words.Count > 1 || session.Json)
        {
            Fail(session, session.Json ? "fg streams raw bytes and cannot print JSON" : "too many process names supplied");
            return;
        }

        Namespec spec = Namespec.Parse(words[0]);
        ProcessInfo process;
        try
        {
            process = await session.Client.GetProcessAsync(spec.Group, spec.Process ?? "", cancellationToken);
        }
        catch (ControlException e) when (e.Code is ErrorCodes.NoSuchProcess or ErrorCodes.NoSuchGroup)
        {
            Fail(session, "bad process name supplied");
            return;
        }

        if (process.StateName != "RUNNING")
        {
            Fail(session, "process not running");
            return;
        }

        await new Foreground(session, process).RunAsync(cancellationToken);
    }

    private static void Fail(Session session, string text) =>
        session.Fail(ExitCode.Generic, $"ERROR: {text}", UsageErrors.BadRequest(text));
}
