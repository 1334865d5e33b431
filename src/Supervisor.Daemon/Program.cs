using Supervisor.Config.Options;
using Supervisor.Daemon;
using Supervisor.Daemon.Boot;
using Supervisor.Subprocess.Launching;

// The exec stage is a role of this binary that must not pay for anything else: it is asked for first.
ExecStage.RunIfRequested(args);

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
