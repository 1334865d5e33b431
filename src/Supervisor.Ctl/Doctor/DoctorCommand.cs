using Supervisor.Config.Options;
using Supervisor.Core.Specs;
using Supervisor.Ctl.Offline;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Doctor;

/// <summary>Says what of supervisord's promises holds on this host, and why not where one does not. Needs neither a server nor a good config.</summary>
internal sealed class DoctorCommand(ClientOptions options, string program) : IOfflineCommand
{
    public const string CommandName = "doctor";

    private const string JsonFlag = "--json";

    public string Name => CommandName;

    public string Help => "doctor\t\t\tTell what of supervisord's promises holds on this host, and why not";

    public int Run(IReadOnlyList<string> words, TextOutput output, TextOutput errors)
    {
        if (words.Any(word => word is "-h" or "--help"))
        {
            output.Line(Help);
            return ExitCode.Ok;
        }

        if (words.Any(word => word != JsonFlag))
        {
            errors.Line($"Error: {Name} accepts no arguments");
            errors.Line(Help);
            return ExitCode.BadArguments;
        }

        HostFacts facts = GatherAsync().GetAwaiter().GetResult();
        return DoctorReport.Write(Checkup.Of(facts), options.Json || words.Count > 0, output);
    }

    private async Task<HostFacts> GatherAsync()
    {
        var host = LocalConfigHost.Create();
        (ConfigFacts config, SupervisorSpec? spec) = ConfigProbe.Look(options, program, host);
        using var said = new MemoryStream();
        var trouble = new TextOutput(said);
        (ClientSettings? settings, _) = SettingsLoader.Load(options, program, host, trouble);
        trouble.Flush();
        string reason = System.Text.Encoding.UTF8.GetString(said.ToArray()).Split('\n')[0];
        DaemonFacts daemon = await DaemonProbe.LookAsync(settings, reason);
        bool runs = daemon.Contact == DaemonContact.Answered;
        ProcessFacts process = ProcessProbe.Look(daemon.BrainPid is null ? null : daemon.KeeperPid);
        return new HostFacts(SystemProbe.Look(), process, config, daemon, FolderProbe.Look(spec, asksRights: !runs));
    }
}
