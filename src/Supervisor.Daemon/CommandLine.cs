using Supervisor.Config;
using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Boot;
using Supervisor.Daemonization;

namespace Supervisor.Daemon;

/// <summary>What the options ask for: a check, or a run in the foreground or in the background.</summary>
internal static class CommandLine
{
    public static int Run(DaemonOptions options)
    {
        if (options.Command is not null)
        {
            StandardError.WriteLine("supervisord: cannot run a command as an entrypoint: this version runs a config only; nothing was started");
            return StartFailedException.BadConfig;
        }

        var host = DaemonConfigHost.Create();
        if (FindConfig(options, host) is not { } path) return StartFailedException.BadConfig;
        var source = new ConfigSource(path, options, host);
        var config = source.Read();

        // A daemon reads the same files as the command that launched it, which has said all there is to say.
        if (DaemonLaunch.Role != DaemonRole.Daemon || config.Spec is null) Tell(config);
        if (config.Spec is not { } spec)
        {
            return options.Check
                ? StartFailedException.BadConfig
                : DaemonLaunch.Fail(
                    StartFailedException.BadConfig, $"supervisord: cannot start from {source.Path}: the config has errors; nothing was started");
        }

        return options.Check ? 0 : Start(source, config, spec);
    }

    private static int Start(ConfigSource source, ConfigResult config, SupervisorSpec spec)
    {
        try
        {
            using var context = Background.ContextFor(spec.Daemon);
            switch (context?.TryOpen())
            {
                case DaemonOpening.Launched:
                    return 0;
                case DaemonOpening.Failed failed:
                    return DaemonLaunch.Fail(failed.ExitCode, failed.Message);
                default:
                    new DaemonBoot(source, config, spec).Run();
                    return 0;
            }
        }
        catch (StartFailedException failure)
        {
            return DaemonLaunch.Fail(failure.ExitStatus, $"supervisord: {failure.Message}");
        }
    }

    private static void Tell(ConfigResult config)
    {
        foreach (var diagnostic in config.Diagnostics)
        {
            StandardError.WriteLine(diagnostic.ToString());
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
