using System.Text;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Testing.Http;

namespace Supervisor.Control.Tests;

/// <summary>The client for supervisors that speak XML-RPC: what it calls, and what it makes of the answers.</summary>
public sealed class XmlRpcControlClientTests : IAsyncDisposable
{
    private const string Results =
        "<array><data><value><struct><member><name>name</name><value><string>a</string></value></member>"
        + "<member><name>group</name><value><string>web</string></value></member>"
        + "<member><name>status</name><value><int>80</int></value></member>"
        + "<member><name>description</name><value><string>OK</string></value></member></struct></value></data></array>";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private readonly ScriptedHttpServer _server = ScriptedHttpServer.OnUnixSocket();
    private readonly XmlRpcControlClient _client;

    public XmlRpcControlClientTests() => _client = Connect(null);

    public static TheoryData<string, string, Func<IControlClient, Task>> Calls => new()
    {
        { "startProcess(web:a,1)", "<boolean>1</boolean>", c => c.OperateProcessAsync("web", "a", ProcessVerb.Start) },
        { "stopProcess(web:a,0)", "<boolean>1</boolean>", c => c.OperateProcessAsync("web", "a", ProcessVerb.Stop, wait: false) },
        { "stopProcess(web:a) startProcess(web:a,1)", "<boolean>1</boolean>", c => c.OperateProcessAsync("web", "a", ProcessVerb.Restart) },
        { "startProcessGroup(web,1)", Results, c => c.OperateGroupAsync("web", ProcessVerb.Start) },
        { "stopAllProcesses(1)", Results, c => c.OperateAllAsync(ProcessVerb.Stop) },
        { "stopAllProcesses() startAllProcesses(1)", Results, c => c.OperateAllAsync(ProcessVerb.Restart) },
        { "signalProcess(web:a,HUP)", "<boolean>1</boolean>", c => c.SignalProcessAsync("web", "a", "HUP") },
        { "signalProcessGroup(web,9)", Results, c => c.SignalGroupAsync("web", "9") },
        { "signalAllProcesses(USR1)", Results, c => c.SignalAllAsync("USR1") },
        { "clearProcessLogs(web:a)", "<boolean>1</boolean>", c => c.ClearLogsAsync("web", "a") },
        { "clearAllProcessLogs()", Results, c => c.ClearAllLogsAsync() },
        { "clearLog()", "<boolean>1</boolean>", c => c.ClearMainLogAsync() },
        { "addProcessGroup(a&lt;b&gt;&amp;)", "<boolean>1</boolean>", c => c.AddGroupAsync("a<b>&") },
        { "removeProcessGroup(web)", "<boolean>1</boolean>", c => c.RemoveGroupAsync("web") },
        { "restart()", "<boolean>1</boolean>", c => c.ReloadAsync() },
        { "shutdown()", "<boolean>1</boolean>", c => c.ShutdownAsync() },
        { "sendProcessStdin(web:a,aMOpCg==)", "<boolean>1</boolean>", c => c.SendStdinAsync("web", "a", "hé\n"u8.ToArray()) },
        { "readProcessStderrLog(web:a,-100,0)", "<string/>", c => c.OpenLogAsync("web", "a", LogChannel.Stderr, 100) },
        { "readLog(0,0)", "<string></string>", c => c.OpenMainLogAsync() },
        { "getAllConfigInfo()", "<array><data/></array>", c => c.ListConfigAsync() },
        { "getAllProcessInfo()", "<array><data>\n</data></array>", c => c.ListProcessesAsync() },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task Each_call_makes_its_calls(string calls, string answer, Func<IControlClient, Task> call)
    {
        Answers(answer);
        await call(_client);
        Assert.Equal(calls, string.Join(' ', _server.Received.Select(request => CallOf(Encoding.UTF8.GetString(request.Body)))));
    }

    [Theory]
    [InlineData(10, "BAD_NAME: web:a", ErrorCodes.NoSuchProcess)]
    [InlineData(6, "SHUTDOWN_STATE", ErrorCodes.ShuttingDown)]
    [InlineData(11, "BAD_SIGNAL: X", ErrorCodes.BadSignal)]
    [InlineData(20, "NO_FILE: can't find command '/x'", ErrorCodes.NoFile)]
    [InlineData(21, "NOT_EXECUTABLE", ErrorCodes.NotExecutable)]
    [InlineData(30, "FAILED", ErrorCodes.Failed)]
    [InlineData(40, "ABNORMAL_TERMINATION: a", ErrorCodes.AbnormalTermination)]
    [InlineData(50, "SPAWN_ERROR: a", ErrorCodes.SpawnError)]
    [InlineData(60, "ALREADY_STARTED: a", ErrorCodes.AlreadyStarted)]
    [InlineData(70, "NOT_RUNNING: a", ErrorCodes.NotRunning)]
    [InlineData(90, "ALREADY_ADDED: a", ErrorCodes.AlreadyAdded)]
    [InlineData(91, "STILL_RUNNING: a", ErrorCodes.StillRunning)]
    [InlineData(4711, "WHAT", ErrorCodes.Failed)]
    public async Task A_fault_is_an_answer_with_a_code_and_supervisords_words(int fault, string text, string code)
    {
        Faults(fault, text);
        ControlError error = (await Assert.ThrowsAsync<ControlException>(() => _client.GetProcessAsync("web", "a", None))).Error;
        Assert.Equal((ControlFailure.Answered, code, text), (error.Failure, error.Code, error.Message));
    }

    [Fact]
    public async Task An_unknown_name_of_a_group_method_is_that_of_a_group()
    {
        Faults(10, "BAD_NAME: web");
        Assert.Equal(ErrorCodes.NoSuchGroup, (await Assert.ThrowsAsync<ControlException>(() => _client.AddGroupAsync("web", None))).Code);
    }

    [Fact]
    public async Task A_bad_config_comes_without_the_name_of_its_fault()
    {
        Faults(92, "CANT_REREAD: Source contains: errors");
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.RereadAsync(None));
        Assert.Equal((ErrorCodes.BadConfig, "Source contains: errors"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Processes_are_read_field_by_field_and_those_of_a_group_picked()
    {
        Answers($"<array><data>{Process("web", "a")}{Process("db", "b")}</data></array>");
        ProcessInfo process = Assert.Single(await _client.ListProcessesAsync("web", None));
        var expected = new ProcessInfo
        {
            Group = "web",
            Name = "a",
            Description = "pid 7, uptime 0:00:01 <&>",
            State = 20,
            StateName = "RUNNING",
            Start = 5,
            Stop = 4,
            Now = 6,
            SpawnError = "",
            ExitStatus = -1,
            Pid = 7,
            StdoutLogFile = "/o",
            StderrLogFile = "",
            Warnings = process.Warnings,
        };
        Assert.Equal(expected, process);
    }

    [Fact]
    public async Task Log_text_may_hold_what_no_xml_may()
    {
        Answers("<string>\u001b[1mbold&#x41;&#66;<![CDATA[<raw>&amp;]]>\r\n\u0000é\U0001f600</string>");
        using var reader = new StreamReader(await _client.OpenLogAsync("web", "a", LogChannel.Stdout, cancellationToken: None));
        Assert.Equal("\u001b[1mboldAB<raw>&amp;\r\n\u0000é\U0001f600", await reader.ReadToEndAsync(None));
    }

    [Fact]
    public async Task Info_is_one_request()
    {
        Answers("<array><data><value>3.0</value><value><string>4.2.5</string></value><value><string>me</string></value><value><i4> 17 </i4></value>"
            + "<value><struct><member><name>statecode</name><value><int>1</int></value></member>"
            + "<member><name>statename</name><value><string>RUNNING</string></value></member></struct></value></data></array>");
        SupervisorInfo info = await _client.GetInfoAsync(None);
        Assert.Equal(("3.0", "4.2.5", "me", 17, "RUNNING"), (info.ApiVersion, info.Version, info.Identification, info.Pid, info.StateName));
        Assert.Single(_server.Received);
    }

    [Fact]
    public async Task Info_of_one_that_shuts_down_is_its_fault()
    {
        string fault = "<value><struct><member><name>faultCode</name><value><int>6</int></value></member>"
            + "<member><name>faultString</name><value><string>SHUTDOWN_STATE</string></value></member></struct></value>";
        Answers($"<array><data>{string.Concat(Enumerable.Repeat(fault, 5))}</data></array>");
        Assert.Equal(ErrorCodes.ShuttingDown, (await Assert.ThrowsAsync<ControlException>(() => _client.GetInfoAsync(None))).Code);
    }

    [Fact]
    public async Task An_update_stops_removes_and_adds_group_by_group()
    {
        _server.On("POST /RPC2", Answer("<array><data><value><array><data>"
            + "<value><array><data><value><string>new</string></value></data></array></value>"
            + "<value><array><data><value><string>other</string></value></data></array></value>"
            + "<value><array><data><value><string>old</string></value></data></array></value>"
            + "</data></array></value></data></array>"));
        foreach (string answer in (string[])["<array><data/></array>", "<boolean>1</boolean>", "<array><data/></array>", "<boolean>1</boolean>"])
            _server.On("POST /RPC2", Answer(answer));
        ConfigChanges changes = await _client.UpdateAsync([], None);
        Assert.Equal(
            "reloadConfig() stopProcessGroup(old) removeProcessGroup(old) stopProcessGroup(other) removeProcessGroup(other) addProcessGroup(other) addProcessGroup(new)",
            string.Join(' ', _server.Received.Select(request => CallOf(Encoding.UTF8.GetString(request.Body)))));
        Assert.Equal(
            ["old removed True ok", "other changed True ok", "new added False ok"],
            changes.Changes.Select(change => $"{change.Group} {change.Change} {change.Stopped} {change.Code}"));
    }

    [Fact]
    public async Task A_followed_log_is_a_stream()
    {
        _server.On("GET /logtail/web%3Aa/stderr", ScriptedAnswer.With(200, "text/plain", "news\n"u8.ToArray()));
        using var reader = new StreamReader(await _client.OpenLogAsync("web", "a", LogChannel.Stderr, 9, follow: true, None));
        Assert.Equal("news\n", await reader.ReadToEndAsync(None));
    }

    [Fact]
    public async Task A_log_that_is_not_there_cannot_be_followed()
    {
        _server.On("GET /mainlogtail", ScriptedAnswer.With(410, "text/html", []));
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.OpenMainLogAsync(follow: true, cancellationToken: None));
        Assert.Equal((ErrorCodes.NoLog, 410), (e.Code, e.Error.Problem?.Status));
    }

    [Fact]
    public async Task Credentials_go_with_every_request_and_none_are_missed()
    {
        using XmlRpcControlClient client = Connect(new ControlCredentials("é", "p:w"));
        Answers("<array><data/></array>");
        await client.ListProcessesAsync(cancellationToken: None);
        Assert.Equal("Basic " + Convert.ToBase64String("é:p:w"u8), _server.Received[0].Headers["Authorization"]);

        await using ScriptedHttpServer closed = ScriptedHttpServer.OnUnixSocket();
        closed.On("POST /RPC2", ScriptedAnswer.With(401, "text/html", []));
        Assert.True(ControlEndpoint.TryParse(closed.Url, out ControlEndpoint? endpoint, out _));
        using var stranger = new XmlRpcControlClient(endpoint);
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => stranger.GetInfoAsync(None));
        Assert.Equal(ControlFailure.Unauthorized, e.Error.Failure);
    }

    [Fact]
    public async Task What_xml_rpc_has_no_word_for_is_said_to_be_unsupported()
    {
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.UpgradeAsync(None));
        Assert.Equal((ControlFailure.Unsupported, "unsupported"), (e.Error.Failure, e.Code));
        e = await Assert.ThrowsAsync<ControlException>(() => _client.OpenEventsAsync(null, None));
        Assert.Equal(ControlFailure.Unsupported, e.Error.Failure);
        Assert.Empty(_server.Received);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("<methodResponse/>")]
    [InlineData("<methodResponse><params><param><value><array><data>")]
    [InlineData("<methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>")]
    [InlineData("<methodResponse><params><param><value><array><data><value>&bogus;</value></data></array></value></param></params></methodResponse>")]
    [InlineData("<methodResponse><params><param><value><array><data><value>&#x110000;</value></data></array></value></param></params></methodResponse>")]
    [InlineData("<methodResponse><params><param><value><string>a</string></value></param></params></methodResponse>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><methodResponse></methodResponse>")]
    [InlineData("<><><><>")]
    public async Task What_is_no_answer_of_xml_rpc_is_told(string body)
    {
        _server.On("POST /RPC2", ScriptedAnswer.With(200, "text/xml", Encoding.UTF8.GetBytes(body)));
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.ListProcessesAsync(cancellationToken: None));
        Assert.Equal(ControlFailure.NotThisApi, e.Error.Failure);
    }

    [Fact]
    public async Task Values_do_not_nest_without_end()
    {
        Answers(string.Concat(Enumerable.Repeat("<array><data><value>", 100_000)));
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.ListProcessesAsync(cancellationToken: None));
        Assert.Contains("nest too deep", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, ControlFailure.NotThisApi, "not_this_api")]
    [InlineData(400, ControlFailure.NotThisApi, "not_this_api")]
    [InlineData(500, ControlFailure.Answered, ErrorCodes.Internal)]
    public async Task Other_answers_of_http_are_told(int status, ControlFailure failure, string code)
    {
        _server.On("POST /RPC2", ScriptedAnswer.With(status, "text/html", "<html>"u8.ToArray()));
        ControlError error = (await Assert.ThrowsAsync<ControlException>(() => _client.ListProcessesAsync(cancellationToken: None))).Error;
        Assert.Equal((failure, code), (error.Failure, error.Code));
    }

    [Fact]
    public async Task An_answer_that_is_cut_or_too_long_is_no_answer()
    {
        _server.On("POST /RPC2", ScriptedAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<methodResponse>"));
        ControlError cut = (await Assert.ThrowsAsync<ControlException>(() => _client.ListProcessesAsync(cancellationToken: None))).Error;
        Assert.Equal(ControlFailure.ConnectionLost, cut.Failure);

        await using ScriptedHttpServer huge = ScriptedHttpServer.OnUnixSocket();
        huge.On("POST /RPC2", ScriptedAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 999999999999\r\n\r\n<methodResponse>"));
        Assert.True(ControlEndpoint.TryParse(huge.Url, out ControlEndpoint? endpoint, out _));
        using var client = new XmlRpcControlClient(endpoint);
        ControlError tooLong = (await Assert.ThrowsAsync<ControlException>(() => client.ListProcessesAsync(cancellationToken: None))).Error;
        Assert.Equal(ErrorCodes.TooLarge, tooLong.Code);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private XmlRpcControlClient Connect(ControlCredentials? credentials)
    {
        Assert.True(ControlEndpoint.TryParse(_server.Url, out ControlEndpoint? endpoint, out string? error), error);
        return new XmlRpcControlClient(endpoint, credentials);
    }

    private void Answers(string value) => _server.On("POST /RPC2", Answer(value));

    private void Faults(int code, string text) => _server.On("POST /RPC2", ScriptedAnswer.With(200, "text/xml", Encoding.UTF8.GetBytes(
        $"<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>{code}</int></value>\n</member>\n"
        + $"<member>\n<name>faultString</name>\n<value><string>{text}</string></value>\n</member>\n</struct></value>\n</fault>\n</methodResponse>\n")));

    private static ScriptedAnswer Answer(string value) => ScriptedAnswer.With(200, "text/xml", Encoding.UTF8.GetBytes(
        $"<?xml version='1.0'?>\n<!-- a comment --><methodResponse>\n<params>\n<param>\n<value>{value}</value>\n</param>\n</params>\n</methodResponse>\n"));

    private static string Process(string group, string name) =>
        $"""
        <value><struct>
        <member><name>group</name><value><string>{group}</string></value></member>
        <member><name>name</name><value><string>{name}</string></value></member>
        <member><name>description</name><value><string>pid 7, uptime 0:00:01 &lt;&amp;&gt;</string></value></member>
        <member><name>state</name><value><int>20</int></value></member>
        <member><name>statename</name><value><string>RUNNING</string></value></member>
        <member><name>start</name><value><int>5</int></value></member>
        <member><name>stop</name><value><int>4</int></value></member>
        <member><name>now</name><value><i8>6</i8></value></member>
        <member><name>spawnerr</name><value><string></string></value></member>
        <member><name>exitstatus</name><value><int>-1</int></value></member>
        <member><name>pid</name><value><int>7</int></value></member>
        <member><name>logfile</name><value><string>/o</string></value></member>
        <member><name>stdout_logfile</name><value><string>/o</string></value></member>
        <member><name>stderr_logfile</name><value></value></member>
        </struct></value>
        """;

    /// <summary><c>startProcess(web:a,1)</c>, from the body of a request.</summary>
    private static string CallOf(string body)
    {
        string[] pieces = [.. body.Split('\n').Where(line => line.StartsWith("<value>", StringComparison.Ordinal)).Select(Inner)];
        return $"{Between(body, "<methodName>supervisor.", "</methodName>")}({string.Join(',', pieces)})";
    }

    private static string Inner(string value)
    {
        int from = value.IndexOf('>', "<value>".Length) + 1;
        return value[from..value.IndexOf("</", from, StringComparison.Ordinal)];
    }

    private static string Between(string text, string before, string after)
    {
        int from = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[from..text.IndexOf(after, from, StringComparison.Ordinal)];
    }
}
