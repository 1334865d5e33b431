using Supervisor.Daemonization;
using Supervisor.Daemonization.TestDaemon;
using Supervisor.Subprocess.Launching;

ExecStage.RunIfRequested(args);

// The arguments are settings and steps, done from left to right; "open" opens the context that the settings before it made.
DaemonLaunch.Begin();
using var context = new DaemonContext();
foreach (var argument in args)
{
    var equals = argument.IndexOf('=', StringComparison.Ordinal);
    var (word, value) = equals < 0 ? (argument, "") : (argument[..equals], argument[(equals + 1)..]);
    if (Settings.Apply(context, word, value)) continue;
    if (Steps.Run(context, word, value) is { } status) return status;
}

return 0;
