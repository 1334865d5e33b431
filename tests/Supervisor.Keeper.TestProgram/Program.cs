using Supervisor.Keeper.TestProgram;
using Supervisor.Subprocess.Launching;

ExecStage.RunIfRequested(args);
return args switch
{
    ["orphans", var output] => Orphans.Run(output, subreaper: false),
    ["subreaper", var output] => Orphans.Run(output, subreaper: true),
    ["spawn", var output, var user, var directory, .. var command] => OneSpawn.Run(output, user, directory, command),
    _ => 64,
};
