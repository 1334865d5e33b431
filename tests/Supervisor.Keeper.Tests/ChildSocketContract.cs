using System.Net;
using System.Net.Sockets;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

public abstract class ChildSocketContract : ChildHostContract
{
    private readonly OwnedDescriptor _socket = Listen();

    [Fact]
    public void A_socket_is_the_childs_stdin()
    {
        var request = Shell("readlink /proc/$$/fd/0; ls /proc/$$/fd; echo none $LISTEN_FDS") with { Socket = SocketPlace.Stdin, Stdin = StreamKind.Pipe };
        foreach (var path in BothPaths(request))
        {
            var child = NewRef();
            Host.Spawn(child, path, _socket);

            Assert.Equal($"{Name()}\n0\n1\n2\nnone\n", Events.Output(child));
            Assert.Null(Events.Spawned(child).Stdin);
        }
    }

    [Fact]
    public void A_socket_comes_as_systemd_hands_it_over()
    {
        var request = Shell("readlink /proc/$$/fd/3; echo $LISTEN_FDS $LISTEN_FDNAMES; test $LISTEN_PID = $$ && echo mine; ls /proc/$$/fd; echo over") with
        {
            Socket = SocketPlace.ListenDescriptors,
            SocketName = "web",
            Environment = ["PATH=/usr/bin:/bin", "LISTEN_PID=1", "LISTEN_FDS=7"],
        };
        foreach (var path in BothPaths(request))
        {
            var child = NewRef();
            Host.Spawn(child, path, _socket);

            Assert.Equal($"{Name()}\n1 web\nmine\n0\n1\n2\n3\nover\n", Events.Output(child));
        }
    }

    [Fact]
    public void A_socket_stays_the_callers_and_is_held_by_nobody_after_the_child()
    {
        var child = NewRef();
        Host.Spawn(child, Shell("exit 0") with { Socket = SocketPlace.Stdin }, _socket);
        Events.Exited(child);
        Host.Acknowledge(child);

        Assert.True(DescriptorNumbers.IsOpen(_socket.Number));
        var inode = Name();
        Observe.WaitUntil(() => Holders(inode) == 1, "only this process holds the socket");
    }

    [Fact]
    public void A_socket_that_is_missing_fails_the_start()
    {
        var child = Spawn(Shell("exit 0") with { Socket = SocketPlace.Stdin });

        Assert.Equal(new SpawnFailure(SpawnStage.Pipes, Errno.EBADF.Value, "/bin/sh"), Events.Failed(child));
    }

    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        base.Dispose(disposing);
    }

    private static OwnedDescriptor Listen()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return DescriptorNumbers.TryDuplicate((int)socket.Handle, 3, out _)!;
    }

    private int Holders(string inode) => new[] { Environment.ProcessId, Tested.Process }.Distinct()
        .Sum(process => Directory.GetFiles($"/proc/{process}/fd").Count(d => new FileInfo(d).LinkTarget == inode));

    private string Name() => new FileInfo($"/proc/self/fd/{_socket.Number}").LinkTarget!;
}
