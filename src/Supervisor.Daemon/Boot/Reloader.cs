using Microsoft.Extensions.Logging;
using Supervisor.Config;
using Supervisor.Daemon.Logging;
using Supervisor.Engine;

namespace Supervisor.Daemon.Boot;

/// <summary>Reads the config again and, when it is valid, restarts everything from it; a bad one changes nothing.</summary>
internal sealed class Reloader(SupervisionEngine engine, ConfigSource source, ILogger<Reloader> log)
{
    /// <summary>Reads the config and says in the log what was found in it.</summary>
    public ConfigResult Read()
    {
        var result = source.Read();
        foreach (var diagnostic in result.Diagnostics)
        {
            if (diagnostic.IsError) log.ConfigError(diagnostic.ToString());
            else log.ConfigWarning(diagnostic.ToLogText());
        }

        foreach (var message in result.Messages)
        {
            log.Say(message);
        }

        if (result.Spec is null) log.ConfigRefused(source.Path);
        return result;
    }

    /// <summary>Returns what was read, so that whoever asked can be told.</summary>
    public ConfigResult Reload()
    {
        var result = Read();
        if (result.Spec is { } spec) engine.Reload(spec);
        return result;
    }
}
