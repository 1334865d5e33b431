using System.Globalization;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Commands;

internal sealed class AvailCommand : ICommand
{
    public string Name => "avail";

    public string Help => "avail\t\t\tDisplay all configured processes";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (!session.TakesNoWords(this, words))
            return;
        IReadOnlyList<ConfigInfo> processes;
        try
        {
            processes = await session.Client.ListConfigAsync(cancellationToken);
        }
        catch (ControlException e) when (e.Code == ErrorCodes.ShuttingDown)
        {
            session.Fail(ExitCode.Generic, "ERROR: supervisor shutting down", e.Error.ToProblem());
            return;
        }

        if (session.Json)
        {
            session.WriteJson(processes, WireJson.Default.IReadOnlyListConfigInfo);
            return;
        }

        // As supervisord: by the process's name, whatever its group.
        foreach (ConfigInfo process in processes.OrderBy(process => process.Name, StringComparer.Ordinal))
            session.Output.Line(Line(process));
    }

    private static string Line(ConfigInfo process) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Namespec.Of(process.Group, process.Name),-32} {(process.InUse ? "in use" : "avail"),-9} {(process.AutoStart ? "auto" : "manual"),-9} {process.GroupPriority}:{process.ProcessPriority}");
}
