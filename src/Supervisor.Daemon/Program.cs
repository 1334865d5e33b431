using Supervisor.Config.Options;
using Supervisor.Daemon;
using Supervisor.Daemon.Boot;
using Supervisor.Daemonization;
using Supervisor.Subprocess.Launching;

// The exec stage and the stages of daemonization are roles of this binary that must not pay for anything else: they come first.
ExecStage.RunIfRequested(args);
DaemonLaunch.Begin();

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
        StandardError.WriteLine($"Error: {parsed.Error}\nFor help, use supervisord -h");
        return parsed.ExitCode;
    default:
        return CommandLine.Run(parsed.Options);
}
