namespace Supervisor.Keeper.TestProgram;

/// <summary>Starts one command as this user and writes what came of it: <c>stage errno subject</c>, or <c>exit code</c>.</summary>
internal static class OneSpawn
{
    internal static int Run(string output, string user, string directory, string[] command)
    {
        var log = new EventLog();
        using var host = new InProcessChildHost(log.Add);
        var child = new ChildRef("one", 1);
        host.Spawn(child, new SpawnRequest
        {
            Executable = command[0],
            Arguments = command,
            Environment = [],
            User = user.Length > 0 ? user : null,
            Directory = directory.Length > 0 ? directory : null,
            Stdin = StreamKind.Null,
            Stdout = StreamKind.Inherit,
            Stderr = StreamKind.Inherit,
        });
        File.WriteAllText(output, log.Next() switch
        {
            HostEvent.SpawnFailed failed => $"{failed.Failure.Stage} {failed.Failure.Errno} {failed.Failure.Subject}",
            _ => $"exit {log.Next<HostEvent.Exited>().Status.Code}",
        });
        return 0;
    }
}
