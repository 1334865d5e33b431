using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Reactor;
using Supervisor.Engine.Sockets;
using Supervisor.Keeper;

namespace Supervisor.Engine.Children;

/// <summary>One start of a process, on a spawn worker: finds the program, opens the logs, has the host start it.</summary>
internal sealed class ChildStarter(
    Inbox inbox, IChildHost host, ListeningSockets sockets, DescriptorBudget descriptors, string daemonDirectory, long? softDescriptorLimit)
{
    public void Start(ProcessSpec spec, int generation, Child child, ChildEnvironment environment)
    {
        var (executable, failure) = CommandResolver.Resolve(spec, environment.SearchPath, daemonDirectory);
        failure ??= descriptors.Take(child);
        if (failure is not null)
        {
            inbox.Post(new Input.SpawnFailed(spec.Name, generation, failure));
            return;
        }

        child.PrepareLogs();
        var problem = "";
        using var socket = spec.Socket is { } wanted ? sockets.Open(wanted, out problem) : null;
        if (problem.Length > 0)
        {
            descriptors.Ended(child);
            var url = spec.Socket!.Address.Url;
            inbox.Post(new Input.SpawnFailed(spec.Name, generation, new StartFailure(
                StartFailureKind.Other, $"Could not create socket {url}: {problem}", $"socket {url}: {problem}")));
            return;
        }

        host.Spawn(new ChildRef(ChildTable.HostName(spec.Name), generation), Request(spec, executable!, environment), socket);
    }

    // What sd_listen_fds_with_names(3) allows; "unknown" is what it says where there is no name.
    private static string NameOfDescriptor(string program) =>
        program.Length is > 0 and < 256 && program.All(c => c is > ' ' and < '\x7F' and not ':') ? program : "unknown";

    private SpawnRequest Request(ProcessSpec spec, string executable, ChildEnvironment environment) => new()
    {
        Executable = executable,
        Arguments = spec.Command.Arguments,
        Environment = environment.For(spec),
        Directory = spec.Directory,
        User = spec.User,
        Umask = spec.Umask,
        SoftDescriptorLimit = softDescriptorLimit,
        Socket = spec.Socket?.Handover switch
        {
            null => null,
            SocketHandover.Stdin => SocketPlace.Stdin,
            _ => SocketPlace.ListenDescriptors,
        },
        SocketName = spec.Socket is null ? null : NameOfDescriptor(spec.Program),
        Stderr = spec.RedirectStderr ? StreamKind.SameAsStdout : StreamKind.Pipe,
    };
}
