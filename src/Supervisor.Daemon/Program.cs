using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Daemon;
using Supervisor.Daemon.Boot;
using Supervisor.Daemon.Roles;
using Supervisor.Daemonization;
using Supervisor.Keeper.Brain;
using Supervisor.Keeper.KeeperProcess;
using Supervisor.Subprocess.Launching;

// The roles of this binary that must not pay for anything else come first.
ExecStage.RunIfRequested(args);
if (PidProxy.RunIfRequested(args) is { } proxied) return proxied;
if (KeeperConnection.TakeFromEnvironment() is { } keeper) return BrainRole.Run(keeper, args);
if (KeeperRole.RunIfRequested(args) is { } ended) return ended;
if (DaemonLaunch.WasLaunched) KeeperRole.HoldSignals();
DaemonLaunch.Begin();
if (DaemonLaunch.Role == DaemonRole.Daemon) return KeeperStart.InBackground(args);

var parsed = DaemonOptions.Parse(args);
switch (parsed.Outcome)
{
    case OptionsOutcome.Help:
        StandardOutput.WriteLine(HelpText.Daemon("supervisord"));
        return 0;
    case OptionsOutcome.Version:
        StandardOutput.WriteLine(DaemonIdentity.Version);
        return 0;
    case OptionsOutcome.Error:
        StandardError.WriteLine($"Error: {parsed.Error}\nFor help, use {ProgramName.AsCalled()} -h");
        return parsed.ExitCode;
    default:
        return CommandLine.Run(parsed.Options, args);
}
