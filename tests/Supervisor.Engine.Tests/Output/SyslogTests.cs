using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Supervisor.Core.Specs;
using Supervisor.Engine.Output.Syslog;
using Supervisor.Engine.Output.Taps;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

public sealed class SyslogTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.FromHours(2));

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<EngineNotice> _notices = new();

    private string Path => _folder["log"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_target_lines_are_those_of_supervisord()
    {
        using var daemon = Daemon();
        using var sender = new SyslogSender(null, _notices.Enqueue, Path);
        sender.Send(Line("hello"));
        Assert.Equal("<14>Mar  4 05:06:07 supervisord: web_00 hello", Receive(daemon));
        sender.Send(Line("2026 INFO spawned") with { Id = "", Severity = SyslogMessage.Error });
        Assert.Equal("<14>Mar  4 05:06:07 supervisord: 2026 INFO spawned", Receive(daemon));
    }

    [Fact]
    public void With_a_local_target_the_process_itself_is_the_sender()
    {
        using var daemon = Daemon();
        using var sender = new SyslogSender(new SyslogTarget.Local(Path), _notices.Enqueue);
        sender.Send(Line("hello") with { Severity = SyslogMessage.Warning });
        Assert.Equal("<12>Mar  4 05:06:07 web_00[17]: hello", Receive(daemon));
    }

    [Fact]
    public void For_the_journal_a_line_is_an_entry_with_fields_and_may_bring_its_level()
    {
        using var daemon = Daemon();
        using var sender = new SyslogSender(new SyslogTarget.Journal(Path), _notices.Enqueue);
        sender.Send(Line("hello") with { Group = "web" });
        Assert.Equal("PRIORITY=6\nSYSLOG_IDENTIFIER=web_00\nSYSLOG_PID=17\nSUPERVISOR_GROUP=web\nSUPERVISOR_STREAM=stdout\nMESSAGE=hello\n", Receive(daemon));
        sender.Send(Line("<3>bad") with { Pid = 0, Id = "" });
        Assert.Equal("PRIORITY=3\nSYSLOG_IDENTIFIER=web_00\nMESSAGE=bad\n", Receive(daemon));
        sender.Send(Line("<8>odd") with { Pid = 0, Id = "" });
        Assert.Equal("PRIORITY=6\nSYSLOG_IDENTIFIER=web_00\nMESSAGE=<8>odd\n", Receive(daemon));
    }

    [Fact]
    public async Task A_journal_that_is_not_there_is_named()
    {
        using var sender = new SyslogSender(new SyslogTarget.Journal(Path), _notices.Enqueue);
        sender.Send(Line("hello"));
        await Eventually.IsTrueAsync(() => !_notices.IsEmpty, "it is said");
        Assert.Equal($"cannot send to the journal {Path}: there is no such socket; up to 8 MiB wait, and what comes then is dropped", Assert.Single(_notices).Text);
    }

    [Fact]
    public void Over_udp_a_message_is_that_of_rfc_5424()
    {
        using var daemon = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
        daemon.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new SyslogSender(new SyslogTarget.Udp("127.0.0.1", Port(daemon)), _notices.Enqueue);
        sender.Send(Line("grün") with { Source = "ü b" });
        sender.Send(Line("") with { Pid = 0, Id = "" });
        Assert.Equal($"<14>1 2026-03-04T05:06:07.089000+02:00 {Dns.GetHostName()} ??b 17 stdout - grün", Receive(daemon));
        Assert.Equal($"<14>1 2026-03-04T05:06:07.089000+02:00 {Dns.GetHostName()} web_00 - - - ", Receive(daemon));
    }

    [Fact]
    public void Over_tcp_each_message_has_its_length_in_front_and_a_lost_connection_is_made_again()
    {
        using var daemon = new TcpListener(IPAddress.Loopback, 0);
        daemon.Start();
        using var sender = new SyslogSender(new SyslogTarget.Tcp("127.0.0.1", Port(daemon.Server)), _notices.Enqueue);
        sender.Send(Line("one"));
        sender.Send(Line("two"));
        var message = $"<14>1 2026-03-04T05:06:07.089000+02:00 {Dns.GetHostName()} web_00 17 stdout - one";
        var expected = $"{message.Length} {message}{message.Length} {message[..^3]}two";
        using (var connection = daemon.AcceptTcpClient())
        {
            Assert.Equal(expected, ReadExactly(connection, expected.Length));
        }

        sender.Send(Line("one"));
        using var again = daemon.AcceptTcpClient();
        Assert.Equal($"{message.Length} {message}", ReadExactly(again, $"{message.Length} {message}".Length));
    }

    [Fact]
    public async Task Lines_wait_for_a_daemon_that_is_not_there_yet()
    {
        using var sender = new SyslogSender(null, _notices.Enqueue, Path);
        sender.Send(Line("early"));
        await Eventually.IsTrueAsync(() => !_notices.IsEmpty, "it is said that nobody is there");
        Assert.Contains($"cannot send to syslog {Path}: ", _notices.Single().Text, StringComparison.Ordinal);
        using var daemon = Daemon();
        Assert.EndsWith("web_00 early", Receive(daemon), StringComparison.Ordinal);
        await Eventually.IsTrueAsync(() => _notices.Count == 2, "it is said that it goes on");
        Assert.Equal(new EngineNotice($"sending to syslog {Path} again; 0 lines were dropped", IsWarning: false), _notices.Last());
    }

    [Fact]
    public async Task A_daemon_that_does_not_read_holds_nobody_up_and_what_is_dropped_is_counted()
    {
        const int Lines = 4000;
        using var daemon = new TcpListener(IPAddress.Loopback, 0);
        daemon.Start();
        using var sender = new SyslogSender(new SyslogTarget.Tcp("127.0.0.1", Port(daemon.Server)), _notices.Enqueue);
        using var connection = Connect(sender, daemon);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < Lines; i++)
        {
            sender.Send(Line($"{i:0000}{new string('x', SyslogLines.Longest - 4)}"));
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Contains("it does not keep up", Assert.Single(_notices).Text, StringComparison.Ordinal);
        var received = Task.Run(() => Count(connection));
        await Eventually.IsTrueAsync(() => _notices.Count == 2, "it is said how much was dropped");
        sender.Dispose();
        var dropped = int.Parse(_notices.Last().Text.Split("again; ")[1].Split(' ')[0], null);
        Assert.InRange(dropped, 1, Lines);
        Assert.Equal(Lines - dropped, await received);
    }

    [Fact]
    public void A_tap_sends_whole_lines_and_cuts_what_is_too_long()
    {
        using var daemon = Daemon();
        using var sender = new SyslogSender(new SyslogTarget.Local(Path), _notices.Enqueue);
        var tap = new SyslogTap(sender, new ProcessName("web", "web"), "stdout", () => 5);
        var text = Encoding.UTF8.GetBytes($"a\nb{new string('c', SyslogLines.Longest)}\nlast");
        Assert.Equal(text[..1], tap.Pass(text.AsSpan(0, 1)).ToArray());
        tap.Pass(text.AsSpan(1));
        Assert.Equal("a", Text(Receive(daemon)));
        Assert.Equal("b" + new string('c', SyslogLines.Longest - 1), Text(Receive(daemon)));
        Assert.Equal("c", Text(Receive(daemon)));
        tap.End();
        Assert.Equal("last", Text(Receive(daemon)));

        static string Text(string message) => message.Split("web[5]: ")[1];
    }

    private static SyslogMessage Line(string text) => new(At, SyslogMessage.Info, "web_00", 17, "stdout", Encoding.UTF8.GetBytes(text));

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private Socket Daemon()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[20_000];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }

    private static TcpClient Connect(SyslogSender sender, TcpListener daemon)
    {
        sender.Send(Line("first"));
        var connection = daemon.AcceptTcpClient();
        var buffer = new byte[1000];
        _ = connection.GetStream().Read(buffer);
        return connection;
    }

    private static string ReadExactly(TcpClient connection, int length)
    {
        var buffer = new byte[length];
        connection.ReceiveTimeout = 20_000;
        connection.GetStream().ReadExactly(buffer);
        return Encoding.UTF8.GetString(buffer);
    }

    // Whole messages until the end of the connection.
    private static int Count(TcpClient connection)
    {
        var all = new MemoryStream();
        connection.GetStream().CopyTo(all);
        var bytes = all.ToArray().AsSpan();
        var count = 0;
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            var length = int.Parse(bytes[..space], null);
            bytes = bytes[(space + 1 + length)..];
            count++;
        }

        return count;
    }
}
