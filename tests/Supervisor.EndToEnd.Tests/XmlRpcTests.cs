using System.Net;
using System.Text;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>The XML-RPC API as Python's own client sees it, and raw.</summary>
public sealed class XmlRpcTests : EndToEndTest
{
    private const string Programs = """
        [program.web]
        command = ["sh", "-c", "printf 'a\\033[1mb\\000\\377\\r\\n'; exec cat"]
        startsecs = 0
        stdout_logfile = "${here}/web.log"

        [program.off]
        command = "sleep 1000"
        autostart = false
        stdout_logfile = "NONE"
        redirect_stderr = true
        priority = 5
        autorestart = true
        """;

    [Fact]
    public async Task A_process_has_supervisords_members_in_its_order()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        var answer = await CallAsync(daemon, "<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param><value>off</value></param></params></methodCall>");

        Assert.Matches(
            "^<\\?xml version='1.0'\\?>\n<methodResponse>\n<params>\n<param>\n<value><struct>\n"
            + Member("name", "<string>off</string>") + Member("group", "<string>off</string>")
            + Member("start", "<int>0</int>") + Member("stop", "<int>0</int>") + Member("now", "<int>\\d+</int>")
            + Member("state", "<int>0</int>") + Member("statename", "<string>STOPPED</string>") + Member("spawnerr", "<string></string>")
            + Member("exitstatus", "<int>0</int>") + Member("logfile", "<string></string>") + Member("stdout_logfile", "<string></string>")
            + Member("stderr_logfile", "<string></string>") + Member("pid", "<int>0</int>") + Member("description", "<string>Not started</string>")
            + "</struct></value>\n</param>\n</params>\n</methodResponse>\n$",
            answer);

        static string Member(string name, string value) => $"<member>\n<name>{name}</name>\n<value>{value}</value>\n</member>\n";
    }

    [Fact]
    public async Task Every_method_answers_with_supervisords_types_and_faults()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        await daemon.FileHasAsync("web.log", "\n");
        await PrintsAsync(daemon, "s.supervisor.getState()", "{'statecode': 1, 'statename': 'RUNNING'}");
        await PrintsAsync(daemon, "s.supervisor.getAPIVersion(), s.supervisor.getVersion()", "('3.0', '3.0')");
        await PrintsAsync(daemon, "s.supervisor.getIdentification()", "'supervisor'");
        await PrintsAsync(daemon, "s.supervisor.getPID()", $"{daemon.Pid}");
        await PrintsAsync(daemon, "len(s.system.listMethods()), s.system.listMethods()[:2]", "(41, ['supervisor.addProcessGroup', 'supervisor.clearAllProcessLogs'])");
        await PrintsAsync(daemon, "s.system.methodSignature('supervisor.startProcess')", "['boolean', 'string', 'boolean']");
        await PrintsAsync(daemon, "'@return' in s.system.methodHelp('supervisor.getState')", "True");
        await PrintsAsync(daemon, "s.system.methodSignature('x.y')", "4 SIGNATURE_UNSUPPORTED");
        await PrintsAsync(daemon, "s.supervisor._update('x')", "1 UNKNOWN_METHOD");
        await PrintsAsync(daemon, "s.supervisor.supervisord.options.x()", "1 UNKNOWN_METHOD");
        await PrintsAsync(daemon, "s.getState()", "1 UNKNOWN_METHOD");
        await PrintsAsync(daemon, "s.supervisor.getState(1)", "2 INCORRECT_PARAMETERS");
        await PrintsAsync(daemon, "s.supervisor.startProcess()", "2 INCORRECT_PARAMETERS");
        await PrintsAsync(daemon, "[p['name'] for p in s.supervisor.getAllProcessInfo()]", "['off', 'web']");
        await PrintsAsync(daemon, "[(c['name'], c['autorestart'], c['stdout_logfile'], c['stopsignal'], c['exitcodes'], c['uid'], c['group_prio'], len(c)) for c in s.supervisor.getAllConfigInfo()]",
            $"[('off', True, 'none', 15, [0], 'none', 5, 30), ('web', 'unexpected', '{Folder["web.log"]}', 15, [0], 'none', 999, 30)]");
        await PrintsAsync(daemon, "s.supervisor.getProcessInfo('zz')", "10 BAD_NAME: zz");
        await PrintsAsync(daemon, "s.supervisor.getProcessInfo('web:*')", "10 BAD_NAME: web:*");
        await PrintsAsync(daemon, "s.supervisor.startProcess('web')", "60 ALREADY_STARTED: web");
        await PrintsAsync(daemon, "s.supervisor.startProcess('off', 0), s.supervisor.stopProcess('off', 1)", "(True, True)");
        await PrintsAsync(daemon, "s.supervisor.stopProcess('off')", "70 NOT_RUNNING: off");
        await PrintsAsync(daemon, "s.supervisor.startAllProcesses()", "[{'name': 'off', 'group': 'off', 'status': 80, 'description': 'OK'}]");
        await PrintsAsync(daemon, "s.supervisor.stopProcess('off:*')", "[{'name': 'off', 'group': 'off', 'status': 80, 'description': 'OK'}]");
        await PrintsAsync(daemon, "s.supervisor.startProcessGroup('zz')", "10 BAD_NAME: zz");
        await PrintsAsync(daemon, "s.supervisor.signalProcess('web', 'WINCH'), s.supervisor.signalProcess('web', 28)", "(True, True)");
        await PrintsAsync(daemon, "s.supervisor.signalProcess('web', 'NOPE')", "11 BAD_SIGNAL: NOPE");
        await PrintsAsync(daemon, "s.supervisor.signalProcess('off', 'HUP')", "70 NOT_RUNNING: off");
        await PrintsAsync(daemon, "s.supervisor.signalAllProcesses('NOPE')", "[{'name': 'web', 'group': 'web', 'status': 11, 'description': 'BAD_SIGNAL: NOPE'}]");
        await PrintsAsync(daemon, "s.supervisor.signalProcessGroup('web', 'WINCH')", "[{'name': 'web', 'group': 'web', 'status': 80, 'description': 'OK'}]");
        await PrintsAsync(daemon, "s.supervisor.sendProcessStdin('off', 'x')", "70 NOT_RUNNING: off");
        await PrintsAsync(daemon, "s.supervisor.sendProcessStdin('web', 1)", "2 INCORRECT_PARAMETERS: 1");
        await PrintsAsync(daemon, "s.supervisor.sendRemoteCommEvent('type', 'data')", "True");
        await PrintsAsync(daemon, "s.supervisor.reloadConfig()", "[[[], [], []]]");
        await PrintsAsync(daemon, "s.supervisor.removeProcessGroup('web')", "91 STILL_RUNNING: web");
        await PrintsAsync(daemon, "s.supervisor.addProcessGroup('web')", "90 ALREADY_ADDED: web");
        await PrintsAsync(daemon, "s.supervisor.removeProcessGroup('off'), s.supervisor.addProcessGroup('off')", "(True, True)");
        await PrintsAsync(daemon, "s.supervisor.clearProcessLogs('zz')", "10 BAD_NAME: zz");
        await PrintsAsync(daemon, "s.supervisor.clearLog()", "True");

        // The log is written on a thread of its own.
        await daemon.LogsAsync("reopening log file");
        await PrintsAsync(daemon, "len(s.supervisor.readLog(0, 4)), s.supervisor.readMainLog(-5, 0)", "(4, 'file\\n')");
    }

    [Fact]
    public async Task Logs_are_read_and_tailed_by_supervisords_rules()
    {
        var daemon = await StartAsync(Programs);
        await daemon.FileHasAsync("web.log", "\n");
        await PrintsAsync(daemon, "s.supervisor.readProcessStdoutLog('web', 0, 0)", "'a\uFFFD[1mb\uFFFD\uFFFD\\r\\n'");
        await PrintsAsync(daemon, "s.supervisor.sendProcessStdin('web', 'é<&>\\n')", "True");
        await daemon.FileHasAsync("web.log", "é<&>\n");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', 10, 0)", "'é<&>\\n'");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', -4, 0)", "'<&>\\n'");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', 12, '2')", "'<&'");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', 100, 0)", "''");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', -1, 5)", "3 BAD_ARGUMENTS");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', 0, -5)", "3 BAD_ARGUMENTS");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', 'x', 0)", "2 INCORRECT_PARAMETERS");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('zz', 0, 0)", "10 BAD_NAME: zz");
        await PrintsAsync(daemon, "s.supervisor.readProcessStdoutLog('off', 0, 0)", "20 NO_FILE");
        await PrintsAsync(daemon, "s.supervisor.readProcessStderrLog('web', 0, 0)", "''");
        await PrintsAsync(daemon, "s.supervisor.tailProcessStdoutLog('web', 0, 4)", "['<&>\\n', 16, True]");
        await PrintsAsync(daemon, "s.supervisor.tailProcessStdoutLog('web', 13, 4)", "['<&>\\n', 16, False]");
        await PrintsAsync(daemon, "s.supervisor.tailProcessLog('web', 16, 4)", "['', 16, False]");
        await PrintsAsync(daemon, "s.supervisor.tailProcessStdoutLog('off', 0, 4)", "['', 0, False]");
        await PrintsAsync(daemon, "s.supervisor.clearProcessLog('web'), s.supervisor.readProcessLog('web', 0, 0)", "(True, '')");
        await PrintsAsync(daemon, "s.supervisor.clearAllProcessLogs()[1]", "{'name': 'web', 'group': 'web', 'status': 80, 'description': 'OK'}");
    }

    [Fact]
    public async Task Many_calls_in_one_are_answered_bare_as_supervisord_does()
    {
        var daemon = await StartAsync(Programs);
        await PrintsAsync(
            daemon,
            "s.system.multicall([{'methodName': 'supervisor.getVersion'}, {'methodName': 'supervisor.startProcess', 'params': ['off']},"
            + " {'methodName': 'supervisor.stopProcess', 'params': ['off']}, {'methodName': 'x.y', 'params': []},"
            + " {'methodName': 'system.multicall', 'params': [[]]}, {'params': []}, 5])",
            "['3.0', True, True, {'faultCode': 1, 'faultString': 'UNKNOWN_METHOD'},"
            + " {'faultCode': 2, 'faultString': 'INCORRECT_PARAMETERS: Recursive system.multicall forbidden'},"
            + " {'faultCode': 2, 'faultString': 'INCORRECT_PARAMETERS: No methodName'}, {'faultCode': 2, 'faultString': 'INCORRECT_PARAMETERS'}]");
        await PrintsAsync(daemon, "s.system.multicall(5)", "2 INCORRECT_PARAMETERS");
    }

    [Fact]
    public async Task A_wait_holds_up_no_other_client()
    {
        var daemon = await StartAsync("""
            [program.slow]
            command = "sleep 1000"
            autostart = false
            startsecs = "1h"
            numprocs = 300
            """);
        var waiting = CallAsync(daemon, "<methodCall><methodName>supervisor.startAllProcesses</methodName></methodCall>");
        await daemon.ReachesAsync("slow:slow_299", "STARTING");
        await PrintsAsync(daemon, "s.supervisor.getState()['statecode']", "1");
        Assert.False(waiting.IsCompleted);
        await PrintsAsync(daemon, "len(s.supervisor.stopAllProcesses())", "300");

        // Whoever waited for the starts is told that they came to nothing.
        Assert.Equal(300, (await waiting).Split("ABNORMAL_TERMINATION: slow:slow_").Length - 1);
    }

    [Fact]
    public async Task An_answer_larger_than_what_is_kept_is_sent_in_chunks()
    {
        var daemon = await StartAsync(Programs);
        await daemon.FileHasAsync("web.log", "\n");
        await PrintsAsync(
            daemon,
            "[s.supervisor.sendProcessStdin('web', 'é' * 400000) for i in range(16)] and 1",
            "1");
        await Supervisor.Testing.Eventually.IsTrueAsync(() => new FileInfo(Folder["web.log"]).Length == 10 + (16 * 800_000), "all is in the log");
        await PrintsAsync(daemon, "s.supervisor.readProcessLog('web', 10, 0) == 'é' * 400000 * 16", "True");
        await PrintsAsync(daemon, "len(s.supervisor.readProcessLog('web', 11, 0)), s.supervisor.readProcessLog('web', 11, 0)[0] == '\\ufffd'", "(6400000, True)");
    }

    [Theory]
    [InlineData("GET /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n", 411)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxxx", 400)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 24\r\n\r\n<methodCall><params/></m", 400)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\nx", 413)]
    public async Task What_is_no_call_is_refused_by_its_status(string request, int status)
    {
        var daemon = await StartAsync(Programs);
        await using var connection = await daemon.Control.ConnectAsync(TestContext.Current.CancellationToken);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection, Encoding.ASCII);
        var head = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.0", "", true)]
    [InlineData("HTTP/1.0", "Connection: keep-alive\r\n", false)]
    [InlineData("HTTP/1.1", "", false)]
    [InlineData("HTTP/1.1", "Connection: close\r\n", true)]
    public async Task A_connection_lives_as_long_as_its_client_expects(string version, string header, bool closes)
    {
        const string body = "<methodCall><methodName>supervisor.getVersion</methodName></methodCall>";
        var daemon = await StartAsync(Programs);
        await using var connection = await daemon.Control.ConnectAsync(TestContext.Current.CancellationToken);
        var request = Encoding.ASCII.GetBytes($"POST /RPC2 {version}\r\nHost: localhost\r\n{header}Content-Length: {body.Length}\r\n\r\n{body}");
        for (var round = 0; round < (closes ? 1 : 3); round++)
        {
            await connection.WriteAsync(request, TestContext.Current.CancellationToken);
            var answer = await ReadUntilAsync(connection, "</methodResponse>\n");
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("Content-Type: text/xml\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("Content-Length: ", answer, StringComparison.Ordinal);
        }

        if (closes) Assert.Equal("", await ReadUntilAsync(connection, "never"));
    }

    [Fact]
    public async Task A_shutdown_is_answered_before_the_sockets_close()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        Assert.Contains("<boolean>1</boolean>", await CallAsync(daemon, "<methodCall><methodName>supervisor.shutdown</methodName></methodCall>"), StringComparison.Ordinal);
        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);
    }

    [Fact]
    public async Task While_everything_stops_calls_are_refused_as_supervisord_does()
    {
        var daemon = await StartAsync("""
            [program.stubborn]
            command = ["sh", "-c", "trap '' TERM; echo ready; while true; do sleep 0.1; done"]
            stopwaitsecs = 60
            stdout_logfile = "${here}/out.log"
            """);
        await daemon.FileHasAsync("out.log", "ready\n");
        await PrintsAsync(daemon, "s.supervisor.shutdown()", "True");
        var pid = (await daemon.ReachesAsync("stubborn", "STOPPING")).Pid;
        await PrintsAsync(daemon, "s.supervisor.getState()", "6 SHUTDOWN_STATE");
        await PrintsAsync(daemon, "s.supervisor.sendRemoteCommEvent('a', 'b')", "True");
        await PrintsAsync(daemon, "len(s.system.listMethods())", "41");
        RunningSupervisor.SendSignal(pid, Signum.SIGKILL);
        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);
    }

    private static async Task<string> CallAsync(RunningSupervisor daemon, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "text/xml");
        using var response = await daemon.Control.SendAsync(HttpMethod.Post, "/RPC2", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    // The client of Python's standard library, over the Unix socket; a fault is printed as its code and text.
    private static async Task PrintsAsync(RunningSupervisor daemon, string expression, string printed)
    {
        DebianSupervisor.PythonIsNeeded();
        var script = $$"""
            import http.client, socket, sys, xmlrpc.client
            class Connection(http.client.HTTPConnection):
                def connect(self):
                    self.sock = socket.socket(socket.AF_UNIX)
                    self.sock.connect(sys.argv[1])
            class Transport(xmlrpc.client.Transport):
                def make_connection(self, host):
                    return Connection('localhost')
            s = xmlrpc.client.ServerProxy('http://localhost/RPC2', Transport())
            try:
                print(repr(({{expression}})))
            except xmlrpc.client.Fault as fault:
                print(fault.faultCode, fault.faultString)
            """;
        Assert.Equal($"{expression} -> {printed}\n", $"{expression} -> {await DebianSupervisor.PythonAsync(script, daemon.SocketPath)}");
    }

    private static async Task<string> ReadUntilAsync(Stream stream, string end)
    {
        var read = new StringBuilder();
        var buffer = new byte[4096];
        while (!read.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            if (count == 0) break;
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return read.ToString();
    }
}
