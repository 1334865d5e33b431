using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class SocketTests
{
    private static SupervisorSpec Ini(string text) =>
        ConfigLoader.Load("/etc/x.conf", DaemonOptions.None, new FakeConfigHost().Write("/etc/x.conf", text)).Spec!;

    private static ProcessSpec Process(string text) => Loading.Spec(text).Roster.Groups.SelectMany(group => group.Processes).First();

    [Fact]
    public void A_fastcgi_program_is_a_program_with_a_socket_as_its_stdin()
    {
        var process = Process("[fcgi-program.php]\ncommand = 'php-cgi'\nsocket = 'tcp://127.0.0.1:9000'\nnumprocs = 2\n");
        Assert.Equal("php:php_00", process.Name.ToString());
        Assert.Equal(new SocketSpec { Address = new SocketAddress.Tcp("127.0.0.1", 9000) }, process.Socket);
    }

    [Fact]
    public void All_keys_of_a_socket_are_taken()
    {
        var process = Process(
            "[program.web]\ncommand = 'web'\nsocket = 'unix:///run/../tmp/${program_name}.sock'\nsocket_mode = '0666'\nsocket_owner = 'root:0'\nsocket_backlog = 5\nsocket_handover = 'listen_fds'\n");
        Assert.Equal(
            new SocketSpec
            {
                Address = new SocketAddress.Unix("/tmp/web.sock"),
                Mode = 0b110_110_110,
                Owner = "root",
                Group = "0",
                Backlog = 5,
                Handover = SocketHandover.ListenFds,
            },
            process.Socket);
    }

    [Fact]
    public void A_unix_socket_belongs_to_the_user_of_its_program_unless_another_owner_is_named()
    {
        var socket = Process("[program.web]\ncommand = 'web'\nuser = 'root'\nsocket = 'unix:///tmp/x'\n").Socket!;
        Assert.Equal(("root", "0"), (socket.Owner, socket.Group));
        Assert.Null(Process("[program.web]\ncommand = 'web'\nuser = 'root'\nsocket = 'tcp://*:80'\n").Socket!.Owner);
    }

    [Theory]
    [InlineData("tcp://*:80", "tcp://*:80")]
    [InlineData("tcp://:80", "tcp://*:80")]
    [InlineData("tcp://[::1]:80", "tcp://[::1]:80")]
    [InlineData("tcp://Example.org:80", "tcp://example.org:80")]
    public void An_address_has_one_spelling(string written, string url) =>
        Assert.Equal(url, Process($"[program.web]\ncommand = 'web'\nsocket = '{written}'\n").Socket!.Address.Url);

    [Fact]
    public void A_group_may_have_fastcgi_programs_beside_others()
    {
        var spec = Loading.Spec("[group.site]\nprograms = ['a', 'b']\n[program.a]\ncommand = 'a'\n[fcgi-program.b]\ncommand = 'b'\nsocket = 'tcp://*:80'\n");
        var group = Assert.Single(spec.Roster.Groups);
        Assert.Equal(["site:a", "site:b"], group.Processes.Select(process => process.Name.ToString()));
        Assert.NotNull(group.Processes[1].Socket);
    }

    [Theory]
    [InlineData("[fcgi-program.x]\ncommand = 'x'\n", "1:1: error: [fcgi-program.x] section requires a \"socket\" line")]
    [InlineData("[program.x]\ncommand = 'x'\nsocket = 'http://x:1'\n", "3:10: error: invalid value for `socket`: Bad socket format http://x:1: it is tcp://host:port or unix:///path")]
    [InlineData("[program.x]\ncommand = 'x'\nsocket = 'unix://x'\n", "3:10: error: invalid value for `socket`: Unix socket path x is not an absolute path")]
    [InlineData("[program.x]\ncommand = 'x'\nsocket = 'tcp://x:1'\nsocket_backlog = 0\n", "4:18: error: invalid value for `socket_backlog`: socket_backlog must be an integer from 1 to 65535")]
    [InlineData("[program.x]\ncommand = 'x'\nsocket = 'tcp://x:1'\nsocket_mode = '0700'\n", "4:1: error: socket_owner and socket_mode params should only be used with a Unix domain socket in [program.x] socket")]
    [InlineData("[program.x]\ncommand = 'x'\nsocket = 'unix:///tmp/x'\nsocket_owner = 'bob'\n", "4:16: error: invalid value for `socket_owner`: Invalid user name bob")]
    [InlineData("[program.x]\ncommand = 'x'\nsocket = 'tcp://x:1'\nsocket_handover = 'fd'\n", "4:19: error: invalid value for `socket_handover`: \"fd\" is neither \"stdin\" nor \"listen_fds\"")]
    [InlineData("[eventlistener.x]\ncommand = 'x'\nevents = 'EVENT'\nsocket = 'tcp://x:1'\n", "4:10: error: [eventlistener.x] cannot have a socket: the stdin of a listener speaks the protocol")]
    [InlineData("[group.g]\nprograms = 'x'\n[program.x]\ncommand = 'x'\n[fcgi-program.x]\ncommand = 'x'\nsocket = 'tcp://x:1'\n", "2:12: error: [group.g] name x is ambiguous (exists as program and fcgi-program)")]
    [InlineData("[program.x]\ncommand = 'x'\n[fcgi-program.x]\ncommand = 'x'\nsocket = 'tcp://x:1'\n", "3:1: error: fcgi-program x would be a group of the same name as another one; name one of them otherwise")]
    [InlineData("[program.a]\ncommand = 'x'\nsocket = 'tcp://x:1'\n[program.b]\ncommand = 'x'\nsocket = 'tcp://x:1'\nsocket_backlog = 3\n", "6:10: error: b and a share the socket tcp://x:1, and want another owner, mode or backlog of it: see /etc/supervisord.toml:3")]
    public void What_is_wrong_is_reported_at_its_place(string text, string finding) => Assert.Equal(finding, Loading.Finding(text));

    [Fact]
    public void An_ini_file_has_the_sockets_of_supervisord()
    {
        var process = Ini("[supervisord]\n[fcgi-program:php]\ncommand=php-cgi\nsocket=unix:///tmp/%(program_name)s.sock\nsocket_mode=0600\n")
            .Roster.Groups.Single().Processes[0];
        Assert.Equal("unix:///tmp/php.sock", process.Socket!.Address.Url);
        Assert.Equal(0b110_000_000, process.Socket.Mode);
    }

    [Theory]
    [InlineData("udp://loghost", "udp://loghost:514")]
    [InlineData("tcp://loghost", "tcp://loghost:601")]
    [InlineData("udp://[::1]:5514", "udp://[::1]:5514")]
    [InlineData("unix:///dev/log", "unix:///dev/log")]
    public void Syslog_goes_where_the_program_or_the_daemon_says(string written, string url)
    {
        var spec = Loading.Spec($"[supervisord]\nsyslog = '{written}'\n[program.x]\ncommand = 'x'\nstdout_syslog = true\nsyslog = '{written}'\n");
        Assert.Equal(url, spec.Daemon.Syslog!.Url);
        Assert.Equal(url, spec.Roster.Groups[0].Processes[0].Syslog!.Url);
    }

    [Theory]
    [InlineData("loghost:514")]
    [InlineData("udp://")]
    [InlineData("http://x")]
    public void A_syslog_that_is_none_is_refused(string written) =>
        Assert.Contains($"invalid value for `syslog`: ", Loading.Finding($"[supervisord]\nsyslog = '{written}'\n"), StringComparison.Ordinal);

    [Fact]
    public void A_syslog_that_gets_nothing_is_warned_of() => Assert.Equal(
        "3:10: warning: For [program.x], syslog says where lines go, but nothing goes there without stdout_syslog or stderr_syslog",
        Loading.Finding("[program.x]\ncommand = 'x'\nsyslog = 'udp://x'\n"));
}
