using System.Globalization;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Commands;

internal sealed class PidCommand : ICommand
{
    public string Name => "pid";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        pid			Get the PID of supervisord.
        pid <name>		Get the PID of a single child process by name.
        pid all			Get the PID of every child process, one per line.
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is not { } info)
            return;
        if (words.Count == 0)
            ShowOwn(session, info);
        else if (words.Contains("all"))
            Show(session, await session.Client.ListProcessesAsync(null, cancellationToken));
        else
            await ShowNamedAsync(session, words, cancellationToken);
    }

    private static void ShowOwn(Session session, SupervisorInfo info)
    {
        if (session.Json)
            session.WriteJson(info, WireJson.Default.SupervisorInfo);
        else
            session.Output.Line(Text(info.Pid));
    }

    private static async Task ShowNamedAsync(Session session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = new List<ProcessInfo>();
        foreach (string name in names)
        {
            try
            {
                Namespec spec = Namespec.Parse(name);
                ProcessInfo process = await session.Client.GetProcessAsync(spec.Group, spec.Process ?? "", cancellationToken);
                found.Add(process);
                if (process.Pid == 0)
                    session.ExitCode = ExitCode.NotRunning;
                if (!session.Json)
                    session.Output.Line(Text(process.Pid));
            }
            catch (ControlException e) when (e.Code is ErrorCodes.NoSuchProcess or ErrorCodes.NoSuchGroup)
            {
                if (session.Json)
                {
                    session.Fail(ExitCode.Generic, "", e.Error.ToProblem());
                    return;
                }

                session.ExitCode = ExitCode.Generic;
                session.Output.Line($"No such process {name}");
            }
        }

        if (session.Json)
            Show(session, found);
    }

    private static void Show(Session session, IReadOnlyList<ProcessInfo> processes)
    {
        if (session.Json)
        {
            session.WriteJson(processes, WireJson.Default.IReadOnlyListProcessInfo);
            return;
        }

        foreach (ProcessInfo process in processes)
            session.Output.Line(Text(process.Pid));
    }

    private static string Text(int pid) => pid.ToString(CultureInfo.InvariantCulture);
}
