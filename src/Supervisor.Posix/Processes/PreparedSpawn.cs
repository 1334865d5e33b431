namespace Supervisor.Posix.Processes;

/// <summary>The arguments of one posix_spawn(3) in native memory, and its outcome: what any thread can run without the runtime's help.</summary>
internal unsafe struct PreparedSpawn
{
    internal byte* Executable;
    internal byte* Actions;
    internal byte* Attributes;
    internal byte** Arguments;
    internal byte** Environment;
    internal int Pid;
    internal int Error;

    internal static void Run(PreparedSpawn* spawn)
    {
        var pid = 0;
        spawn->Error = SpawnCalls.Spawn(&pid, spawn->Executable, spawn->Actions, spawn->Attributes, spawn->Arguments, spawn->Environment);
        spawn->Pid = pid;
    }
}
