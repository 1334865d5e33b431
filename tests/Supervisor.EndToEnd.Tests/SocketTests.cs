using System.Net;
using System.Net.Sockets;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Listening sockets that programs get: whoever connects waits at most, and is never refused while something restarts.</summary>
public sealed class SocketTests : EndToEndTest
{
    private const string Server = """
        import os, socket, sys
        listener = socket.socket(fileno=int(sys.argv[1]))
        while True:
            connection, _ = listener.accept()
            connection.sendall(b"%d" % os.getpid())
            connection.close()
        """;

    [Theory]
    [InlineData("stdin", 0)]
    [InlineData("listen_fds", 3)]
    public async Task Nobody_is_refused_over_restarts_and_crashes(string handover, int descriptor)
    {
        var port = FreePort.Next();
        var daemon = await StartServerAsync(
            $"[program.web]\nsocket = 'tcp://127.0.0.1:{port}'\nsocket_handover = '{handover}'\nstartsecs = 0\nautorestart = true\n", descriptor);
        var first = await daemon.ReachesAsync("web", "RUNNING");
        var endPoint = new IPEndPoint(IPAddress.Loopback, port);
        await using var clients = new Clients(endPoint);
        await clients.AnsweredByAnotherAsync("");

        Assert.Equal(0, (await daemon.Ctl("restart", "web")).ExitCode);
        await clients.AnsweredByAnotherAsync($"{first.Pid}");
        var second = await daemon.ReachesAsync("web", "RUNNING");
        RunningSupervisor.SendSignal(second.Pid, Signum.SIGKILL);
        await clients.AnsweredByAnotherAsync($"{second.Pid}");
        await daemon.CrashAsync();
        Assert.Equal(0, (await daemon.Ctl("restart", "web")).ExitCode);
        var third = await daemon.ReachesAsync("web", "RUNNING");
        await clients.AnsweredByAnotherAsync($"{second.Pid}");
        Assert.Equal(0, (await daemon.Ctl("upgrade")).ExitCode);
        Assert.Equal(0, (await daemon.Ctl("restart", "web")).ExitCode);
        await clients.AnsweredByAnotherAsync($"{third.Pid}");
        Assert.Empty(await clients.EndAsync());

        Assert.Equal(0, (await daemon.Ctl("stop", "web")).ExitCode);
        await Eventually.IsTrueAsync(() => !Answers(endPoint), "who connects is refused once it is stopped");
        Assert.Equal(0, (await daemon.Ctl("start", "web")).ExitCode);
        Assert.True(Answers(endPoint));
        Assert.Single(daemon.MainLogLines(), $"INFO Closing socket tcp://127.0.0.1:{port}");
        Assert.Equal(2, daemon.MainLogLines().Count(line => line == $"INFO Creating socket tcp://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task The_processes_of_a_group_share_a_unix_socket_until_the_last_has_stopped()
    {
        var daemon = await StartServerAsync("""
            [group.site]
            programs = ["web"]
            [fcgi-program.web]
            socket = "unix://${here}/web.sock"
            socket_mode = "0666"
            numprocs = 2
            startsecs = 0

            """, 0);
        var path = daemon.Folder["web.sock"];
        var endPoint = new UnixDomainSocketEndPoint(path);
        var one = await daemon.ReachesAsync("site:web_00", "RUNNING");
        var other = await daemon.ReachesAsync("site:web_01", "RUNNING");
        Assert.Equal(new FileInfo($"/proc/{one.Pid}/fd/0").LinkTarget, new FileInfo($"/proc/{other.Pid}/fd/0").LinkTarget);
        Assert.Equal((UnixFileMode)0b110_110_110, File.GetUnixFileMode(path));

        await daemon.Ctl("stop", "site:web_00");
        Assert.True(Answers(endPoint));
        await daemon.CrashAsync();
        Assert.True(Answers(endPoint));
        await daemon.Ctl("stop", "site:web_01");
        await Eventually.IsTrueAsync(() => !File.Exists(path), "the socket is gone");
        await daemon.Ctl("start", "site:*");
        Assert.True(Answers(endPoint));
        var (status, _) = await daemon.Control.JsonAsync(HttpMethod.Post, "/v1/processes/site/web_00/stdin", new StringContent("x"));
        Assert.Equal(422, status);
    }

    [Fact]
    public async Task What_a_dead_daemon_left_is_taken_over_and_a_live_one_is_refused()
    {
        using var live = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var daemon = await StartServerAsync("""
            [program.web]
            command = "cat"
            socket = "unix://${here}/live.sock"
            autostart = false
            startretries = 0
            [program.stale]
            socket = "unix://${here}/stale.sock"
            autostart = false
            startsecs = 0

            """, 0);
        live.Bind(new UnixDomainSocketEndPoint(daemon.Folder["live.sock"]));
        live.Listen();
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // .NET removes the file of a socket that it closes.
            dead.Bind(new UnixDomainSocketEndPoint(daemon.Folder["dead.sock"]));
            File.Move(daemon.Folder["dead.sock"], daemon.Folder["stale.sock"]);
        }

        Assert.NotEqual(0, (await daemon.Ctl("start", "web")).ExitCode);
        Assert.Contains("somebody else listens there", (await daemon.Control.ProcessAsync("web")).SpawnError, StringComparison.Ordinal);
        Assert.True(File.Exists(daemon.Folder["live.sock"]));
        Assert.Equal(0, (await daemon.Ctl("start", "stale")).ExitCode);
        Assert.True(Answers(new UnixDomainSocketEndPoint(daemon.Folder["stale.sock"])));
    }

    [Fact]
    public async Task A_socket_file_that_somebody_removed_is_made_again_at_the_next_start()
    {
        var daemon = await StartServerAsync("[program.web]\nsocket = 'unix://${here}/web.sock'\nstartsecs = 0\n", 0);
        await daemon.ReachesAsync("web", "RUNNING");
        File.Delete(daemon.Folder["web.sock"]);
        Assert.Equal(0, (await daemon.Ctl("restart", "web")).ExitCode);
        Assert.True(Answers(new UnixDomainSocketEndPoint(daemon.Folder["web.sock"])));
        await daemon.StopAsync();
        Assert.False(File.Exists(daemon.Folder["web.sock"]));
    }

    private async Task<RunningSupervisor> StartServerAsync(string programs, int descriptor)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        Folder.Write("server.py", Server);
        return await StartAsync($$"""
            {{programs}}
            command = ["/usr/bin/python3", "${here}/server.py", "{{descriptor}}"]
            """);
    }

    private static bool Answers(EndPoint address)
    {
        try
        {
            return Clients.Ask(address).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Connects again and again, and remembers who answered and who was refused.</summary>
    private sealed class Clients : IAsyncDisposable
    {
        private readonly EndPoint _address;
        private readonly CancellationTokenSource _end = new();
        private readonly List<string> _refusals = [];
        private readonly Task _asking;
        private volatile string _last = "";

        public Clients(EndPoint address)
        {
            _address = address;
            _asking = Task.Run(AskOn);
        }

        public static string Ask(EndPoint address)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            socket.ReceiveTimeout = 20_000;
            socket.Connect(address);
            var answer = new byte[100];
            return System.Text.Encoding.ASCII.GetString(answer, 0, socket.Receive(answer));
        }

        public Task AnsweredByAnotherAsync(string than) =>
            Eventually.IsTrueAsync(() => _last.Length > 0 && _last != than, $"another one than {than} answers");

        public async Task<IReadOnlyList<string>> EndAsync()
        {
            await _end.CancelAsync();
            await _asking;
            return _refusals;
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            _end.Dispose();
        }

        private void AskOn()
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    if (Ask(_address) is { Length: > 0 } answer) _last = answer;
                }
                catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
                {
                    // Its server was killed in the middle of the answer.
                }
                catch (SocketException failure)
                {
                    _refusals.Add(failure.SocketErrorCode.ToString());
                }
            }
        }
    }
}
