using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Reactor;
using Supervisor.Keeper;

namespace Supervisor.Engine.Children;

/// <summary>One start of a process, on a spawn worker: finds the program, opens the logs, has the host start it.</summary>
internal sealed class ChildStarter(Inbox inbox, IChildHost host, string daemonDirectory, long? softDescriptorLimit)
{
    public void Start(ProcessSpec spec, int generation, Child child, ChildEnvironment environment)
    {
        var (executable, failure) = CommandResolver.Resolve(spec, environment.SearchPath, daemonDirectory);
        if (failure is not null)
        {
            inbox.Post(new Input.SpawnFailed(spec.Name, generation, failure));
            return;
        }

        child.PrepareLogs();
        host.Spawn(new ChildRef(ChildTable.HostName(spec.Name), generation), Request(spec, executable!, environment));
    }

    private SpawnRequest Request(ProcessSpec spec, string executable, ChildEnvironment environment) => new()
    {
        Executable = executable,
        Arguments = spec.Command.Arguments,
        Environment = environment.For(spec),
        Directory = spec.Directory,
        User = spec.User,
        Umask = spec.Umask,
        SoftDescriptorLimit = softDescriptorLimit,
        Stderr = spec.RedirectStderr ? StreamKind.SameAsStdout : StreamKind.Pipe,
    };
}
