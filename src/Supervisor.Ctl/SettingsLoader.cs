using Supervisor.Config;
using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Control.Client;
using Supervisor.Core.Specs;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl;

/// <summary>Makes the settings from the command line, which wins, and the config file.</summary>
internal static class SettingsLoader
{
    /// <param name="options">The command line.</param>
    /// <param name="program">Where this program lies: configs are searched for beside it.</param>
    /// <param name="host">The machine.</param>
    /// <param name="errors">Where it is said why there is no usable server.</param>
    /// <returns>Null with the exit code when there is no usable server.</returns>
    public static (ClientSettings? Settings, int ExitCode) Load(
        ClientOptions options, string program, IConfigHost host, TextOutput errors)
    {
        string? file = options.ConfigFile ?? ConfigSearch.Find(program, host, forClient: true).Path;
        ClientSpec? spec = null;
        if (file is not null)
        {
            ClientConfigResult result = ClientConfigLoader.Load(file, host);
            spec = result.Client;
            // A file that was only found, not named, may be wrong when the command line says where to go.
            bool needed = options.ConfigFile is not null || options.ServerUrl is null;
            if (spec is null && needed)
            {
                foreach (ConfigDiagnostic diagnostic in result.Diagnostics.Where(d => d.IsError))
                    errors.Line(diagnostic.ToString());
                return (null, ExitCode.BadArguments);
            }
        }

        string url = HomePath.ExpandUrl(options.ServerUrl ?? spec?.ServerUrl ?? ClientSettings.DefaultServerUrl);
        if (!ControlEndpoint.TryParse(url, out ControlEndpoint? endpoint, out string? error))
        {
            errors.Line($"error: {error}");
            return (null, ExitCode.Generic);
        }

        return (Merge(new ClientSettings(endpoint), options, spec), ExitCode.Ok);
    }

    private static ClientSettings Merge(ClientSettings settings, ClientOptions options, ClientSpec? spec)
    {
        string? username = options.Username ?? spec?.Username;
        string? password = options.Password ?? spec?.Password;
        string? historyFile = options.HistoryFile ?? spec?.HistoryFile;
        return settings with
        {
            Credentials = string.IsNullOrEmpty(username) ? null : new ControlCredentials(username, password ?? ""),
            Prompt = spec?.Prompt ?? settings.Prompt,
            HistoryFile = historyFile is null ? null : HomePath.Expand(historyFile),
            Interactive = options.Interactive || options.Words.Count == 0,
            Json = options.Json,
        };
    }
}
