using Supervisor.Config;
using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Core.Specs;

namespace Supervisor.Ctl.Doctor;

/// <summary>Reads and validates the config, as <c>supervisord --check</c> does.</summary>
internal static class ConfigProbe
{
    private const long DefaultMinFds = 1024;
    private const long DefaultMinProcs = 200;

    public static (ConfigFacts Facts, SupervisorSpec? Spec) Look(ClientOptions options, string program, IConfigHost host)
    {
        ConfigSearchResult search = ConfigSearch.Find(program, host, forClient: false);
        string? path = options.ConfigFile ?? search.Path;
        if (path is null)
            return (new ConfigFacts(null, search.Searched, [], 0, DefaultMinFds, DefaultMinProcs, 0, 0), null);
        ConfigResult result = ConfigLoader.Load(path, DaemonOptions.None with { Check = true }, host);
        List<ProcessSpec> processes = [.. result.Spec?.Roster.Groups.SelectMany(group => group.Processes) ?? []];
        var facts = new ConfigFacts(
            path,
            [],
            [.. result.Diagnostics.Where(d => d.IsError).Select(d => d.ToString())],
            result.Diagnostics.Count(d => !d.IsError),
            result.Spec?.Daemon.MinFds ?? DefaultMinFds,
            result.Spec?.Daemon.MinProcs ?? DefaultMinProcs,
            processes.Count,
            processes.Select(process => process.User).OfType<string>().Distinct().Count());
        return (facts, result.Spec);
    }
}
