using Supervisor.Config.Options;
using Supervisor.Daemon.Boot;
using Supervisor.Daemon.Roles;
using Supervisor.Daemon.Roles.Entrypoint;
using Supervisor.Daemonization;

namespace Supervisor.Daemon;

/// <summary>What the options ask for: a check, or a run in the foreground or in the background.</summary>
internal static class CommandLine
{
    public static int Run(DaemonOptions options, string[] arguments)
    {
        if (options is { Command: not null, Check: false }) return EntrypointRole.Run(options);
        if (!options.Check && (RequiredCalls.Refuse() ?? ProcessRoom.Refuse()) is { } refused) return refused;

        // The brain reads the config anyway: with -n nothing has to be known before.
        if (options is { NoDaemon: true, Check: false }) return KeeperStart.InForeground(BrainMode.Foreground, arguments, isLean: true);
        if (ConfigSource.Find(options, DaemonConfigHost.Create()) is not { } source) return StartFailedException.BadConfig;
        var config = source.Read();
        if (config.Spec is { Daemon.NoDaemon: true } && !options.Check) return KeeperStart.InForeground(BrainMode.Foreground, arguments, isLean: false);
        ConfigReport.Tell(config);
        if (config.Spec is null)
        {
            if (!options.Check) ConfigReport.Refuse(source);
            return StartFailedException.BadConfig;
        }

        if (options.Check) return 0;
        using var context = new DaemonContext { DetachProcess = true };
        return context.TryOpen() switch
        {
            DaemonOpening.Launched => 0,
            DaemonOpening.Failed failed => DaemonLaunch.Fail(failed.ExitCode, failed.Message),

            // The first process of a pid namespace cannot go into the background: all others would end with it.
            _ => KeeperStart.InForeground(BrainMode.FirstProcess, arguments, isLean: false),
        };
    }
}
