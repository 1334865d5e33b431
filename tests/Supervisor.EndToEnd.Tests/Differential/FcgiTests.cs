using System.Globalization;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>The sockets that fcgi-programs are given as their stdin.</summary>
public sealed class FcgiTests : DifferentialTest
{
    // Says what it was given, with the length of the queue: as many as can connect while nobody accepts, and one more.
    private const string Child = """
        import os, socket, stat, sys
        listener = socket.socket(fileno=0)
        address = listener.getsockname()
        said = ['%s %s' % (listener.family.name, listener.type.name), 'listens %d' % listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN),
                'reuses %d' % listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)]
        if listener.family == socket.AF_UNIX:
            status = os.stat(address)
            said += [address, 'mode %o of %d:%d' % (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)]
        else:
            said.append(address[0])
        if len(sys.argv) > 2:
            waiting = []
            for i in range(20):
                client = socket.socket(listener.family, socket.SOCK_STREAM)
                client.settimeout(0.3)
                try: client.connect(address)
                except OSError: break
                waiting.append(client)
            said.append('%d can wait' % len(waiting))
            while waiting:
                listener.accept()[0].close()
                waiting.pop().close()
        said.append('that is all')
        if sys.argv[1] == '-': print('\n'.join(said), flush=True)
        else: open(sys.argv[1], 'w').write('\n'.join(said) + '\n')
        while True:
            connection, _ = listener.accept()
            connection.sendall(sys.argv[1].rsplit('/', 1)[1].encode())
            connection.close()
        """;

    private const string All = "that is all\n";

    private const string Ask = """
        import socket, sys
        for name in sys.argv[3:]:
            client = socket.socket(socket.AF_UNIX)
            try:
                client.connect(sys.argv[2] + '/' + name)
                print(name, client.recv(100).decode()[:3])
            except OSError as error: print(name, error.strerror)

        """;

    [Fact]
    public Task Sockets_are_given_alike()
    {
        Assert.SkipUnless(Syscall.getuid() == 0, "only root can give a socket to somebody");
        return SameAsync(
            Pair.Daemons,
            async run =>
            {
                run.Write("child.py", Child);
                string port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
                await run.StartAsync($"""
                    [fcgi-program:two]
                    command=/usr/bin/python3 DIR/child.py DIR/two.%(process_num)d
                    process_name=%(program_name)s_%(process_num)d
                    numprocs=2
                    socket=unix://DIR/%(program_name)s.sock
                    socket_mode=0660
                    socket_owner=nobody:www-data
                    startsecs=0
                    [fcgi-program:plain]
                    command=/usr/bin/python3 DIR/child.py DIR/plain
                    socket=unix://DIR/plain.sock
                    startsecs=0
                    autorestart=true
                    [fcgi-program:owned]
                    command=/usr/bin/python3 DIR/child.py -
                    stdout_logfile=DIR/owned.log
                    socket=unix://DIR/owned.sock
                    user=nobody
                    startsecs=0
                    [fcgi-program:tcp]
                    command=/usr/bin/python3 DIR/child.py DIR/tcp
                    socket=tcp://LocalHost:{port}
                    startsecs=0
                    [fcgi-program:short]
                    command=/usr/bin/python3 DIR/child.py DIR/short count
                    socket=unix://DIR/short.sock
                    socket_backlog=3
                    startsecs=0
                    """);
                foreach (string name in (string[])["two:two_0", "two:two_1", "plain", "owned", "tcp", "short"])
                    await run.ReachesAsync(name, "RUNNING");
                await run.HasAsync("owned.log", All);
                run.NoteFile("owned.log");
                foreach (string file in (string[])["two.0", "two.1", "plain", "tcp", "short"])
                {
                    await run.HasAsync(file, All);
                    run.NoteFile(file);
                }

                await run.Ctl("status");
                await AskAsync("both", "two.sock", "plain.sock");
                await run.Ctl("stop two:two_0");
                await AskAsync("one", "two.sock");
                await run.Ctl("stop two:two_1");
                await AskAsync("none", "two.sock");
                await run.Ctl("start two:*", anyOrder: true);
                await AskAsync("both again", "two.sock");
                int pid = await run.PidOfAsync("plain", "plain");
                ComparedRun.Signal(pid, Signum.SIGKILL);
                await run.ReachesAsync("plain", "RUNNING", process => process.Pid != pid);
                await AskAsync("after a crash", "plain.sock");
                await run.Python("stdin", ApiTests.Connect + "call('supervisor.sendProcessStdin', 'plain', 'x')\n");
                await run.Ctl("reread");
                run.Note("sockets", string.Concat(run.MainLog.Split('\n')
                    .Where(line => line.Contains("socket unix", StringComparison.Ordinal) || line.Contains("socket tcp", StringComparison.Ordinal))
                    .Select(line => line.Replace(port, "PORT", StringComparison.Ordinal) + "\n")));

                Task AskAsync(string step, params string[] names) => run.Python(
                    $"asked: {step}", Ask.Replace("sys.argv[3:]", $"[{string.Join(", ", names.Select(name => $"'{name}'"))}]", StringComparison.Ordinal));
            },
            new Known("asked: none", Part.Daemon, "two.sock No such file or directory\n", "The file is removed when the socket is closed."),
            new Known(
                "sockets",
                Part.Daemon,
                """
                INFO Creating socket unix://DIR/owned.sock
                INFO Creating socket unix://DIR/plain.sock
                INFO Creating socket unix://DIR/short.sock
                INFO Creating socket tcp://localhost:PORT
                INFO Creating socket unix://DIR/two.sock
                INFO Closing socket unix://DIR/two.sock
                INFO Creating socket unix://DIR/two.sock

                """,
                "It is not made as a trial before."));
    }
}
