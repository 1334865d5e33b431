using Supervisor.Config;
using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Daemon.Boot;

namespace Supervisor.Daemon;

/// <summary>What the options ask for: a check, or a run.</summary>
internal static class CommandLine
{
    public static int Run(DaemonOptions options)
    {
        var host = DaemonConfigHost.Create();
        if (FindConfig(options, host) is not { } path) return StartFailedException.BadConfig;
        var source = new ConfigSource(path, options, host);
        var config = source.Read();
        foreach (var diagnostic in config.Diagnostics)
        {
            StandardError.WriteLine(diagnostic.ToString());
        }

        if (config.Spec is not { } spec)
        {
            if (!options.Check) StandardError.WriteLine($"supervisord: cannot start from {source.Path}: the config has errors; nothing was started");
            return StartFailedException.BadConfig;
        }

        if (options.Check) return 0;
        if (!spec.Daemon.NoDaemon)
        {
            StandardError.WriteLine("supervisord: cannot run in the background: this version has only the foreground; use -n, nothing was started");
            return StartFailedException.BadConfig;
        }

        try
        {
            new DaemonBoot(source, config, spec).Run();
            return 0;
        }
        catch (StartFailedException failure)
        {
            StandardError.WriteLine($"supervisord: {failure.Message}");
            return failure.ExitStatus;
        }
    }

    private static string? FindConfig(DaemonOptions options, IConfigHost host)
    {
        if (options.ConfigFile is { } given) return given;
        var found = ConfigSearch.Find(Environment.ProcessPath ?? "supervisord", host, forClient: false);
        if (found.Path is null) StandardError.WriteLine($"Error: {found.Error}\nFor help, use supervisord -h");
        return found.Path;
    }
}
