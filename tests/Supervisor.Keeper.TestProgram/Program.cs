using Supervisor.Keeper.KeeperProcess;
using Supervisor.Keeper.TestProgram;
using Supervisor.Subprocess.Launching;

ExecStage.RunIfRequested(args);
if (KeeperRole.RunIfRequested(args) is { } status)
    return status;
return args switch
{
    ["orphans", var output] => Orphans.Run(output, subreaper: false),
    ["subreaper", var output] => Orphans.Run(output, subreaper: true),
    ["spawn", var output, var user, var directory, .. var command] => OneSpawn.Run(output, user, directory, command),
    ["keep", var settings, .. var brain] => KeeperRole.Run(KeeperText.Read(settings, brain)),
    ["keep-shell", var settings, var shell, .. var words] => KeeperRole.Run(
        KeeperText.Read(settings, []) with { BrainExecutable = shell, BrainArguments = ["sh", "-c", .. words] }),
    ["relay", var path] => RelayBrain.Run(path),
    ["dying", var path] => DyingBrain.Run(path),
    _ => 64,
};
