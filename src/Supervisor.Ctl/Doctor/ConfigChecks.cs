namespace Supervisor.Ctl.Doctor;

/// <summary>The config.</summary>
internal static class ConfigChecks
{
    public static Finding Of(ConfigFacts config)
    {
        if (config.Path is not { } path)
        {
            return Finding.Failed(
                "config", $"no config file found at default paths ({string.Join(", ", config.Searched)})", "write one (supervisorctl echo-conf --toml prints a sample), or name it with -c");
        }

        if (config.Errors is [var first, ..])
        {
            string more = config.Errors.Count == 1 ? "" : $" (and {config.Errors.Count - 1} more)";
            return Finding.Failed("config", $"{path} has errors: {first}{more}", $"supervisord --check -c {path} prints all");
        }

        return config.Warnings > 0
            ? Finding.Limited("config", $"{path} is valid, with {config.Warnings} {(config.Warnings == 1 ? "warning" : "warnings")}", $"supervisord --check -c {path} prints them")
            : Finding.Ok("config", $"{path} is valid: {config.Processes} {(config.Processes == 1 ? "process" : "processes")}");
    }
}
