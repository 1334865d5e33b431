using System.Text.Json;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Event listeners as they are written for supervisord, with Python's <c>supervisor.childutils</c>.</summary>
public sealed class EventListenerTests : EndToEndTest
{
    private const string Listener = """
        import os, sys, time
        from supervisor import childutils
        def note(text):
            with open(sys.argv[1], 'a') as file: file.write(text + '\n')
        while True:
            headers, payload = childutils.listener.wait()
            name = os.environ['SUPERVISOR_PROCESS_NAME']

        """;

    public EventListenerTests() => DebianSupervisor.IsNeeded();

    [Fact]
    public async Task An_unmodified_listener_follows_the_life_of_a_program()
    {
        var daemon = await StartAsync(Pool(
            "PROCESS_STATE",
            """
                pheaders, data = childutils.eventdata(payload + '\n')
                if pheaders['groupname'] == 'job':
                    note(' '.join([headers['eventname'], pheaders['processname'], pheaders['from_state'], pheaders.get('expected', '-')]))
                childutils.listener.ok()
            """,
            """
            [program.job]
            command = "sh -c 'read x; exit 3'"
            exitcodes = 3
            startsecs = 0
            """));
        await daemon.ReachesAsync("mail:mail", "RUNNING");
        await daemon.ReachesAsync("job", "RUNNING");
        await WriteAsync(daemon, "job", "\n");
        await daemon.FileHasAsync("seen", "EXITED");
        Assert.Equal(
            """
            PROCESS_STATE_STARTING job STOPPED -
            PROCESS_STATE_RUNNING job STARTING -
            PROCESS_STATE_EXITED job RUNNING 1

            """,
            daemon.ReadShared("seen"));
        Assert.Contains("READY\nRESULT 2\nOKREADY\n", daemon.ReadShared("0.out"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_asks_the_daemon_about_what_it_hears_of()
    {
        var daemon = await StartAsync(Pool(
            "PROCESS_STATE_RUNNING",
            """
                rpc = childutils.getRPCInterface(os.environ)
                infos = rpc.supervisor.getAllProcessInfo()
                note(','.join(sorted(info['name'] + '=' + info['statename'] for info in infos)))
                childutils.listener.ok()
            """,
            """
            [program.job]
            command = "sleep 1000"
            """));
        await daemon.FileHasAsync("seen", "job=RUNNING,mail=RUNNING");
    }

    [Fact]
    public async Task A_pool_of_three_shares_the_events()
    {
        var daemon = await StartAsync(Pool(
            "REMOTE_COMMUNICATION",
            """
                time.sleep(0.05)
                note(payload.split('\n')[1] + ' ' + name)
                childutils.listener.ok()
            """,
            "",
            "numprocs = 3\nbuffer_size = 100\nprocess_name = 'mail_${process_num}'"));
        foreach (var number in Enumerable.Range(0, 3)) await daemon.ReachesAsync($"mail:mail_{number}", "RUNNING");
        await SendAsync(daemon, 30);
        await Eventually.IsTrueAsync(() => daemon.ReadShared("seen").Count(c => c == '\n') == 30, "all events are processed");
        var seen = daemon.ReadShared("seen").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        Assert.Equal(Enumerable.Range(0, 30), seen.Select(words => int.Parse(words[0], null)).Order());
        Assert.Equal(["mail_0", "mail_1", "mail_2"], seen.Select(words => words[1]).Distinct().Order());
    }

    [Fact]
    public async Task The_event_of_a_listener_that_crashes_comes_again()
    {
        var daemon = await StartAsync(Pool(
            "PROCESS_STATE_EXITED",
            """
                if 'processname:job ' in payload and not os.path.exists(sys.argv[1]):
                    note('crash')
                    os._exit(1)
                note(headers['serial'] + ' ' + payload)
                childutils.listener.ok()
            """,
            """
            [program.job]
            command = "sh -c 'sleep 2; exit 7'"
            autorestart = false
            """,
            "autorestart = true"));
        await daemon.FileHasAsync("seen", "processname:job groupname:job from_state:RUNNING expected:0 pid:");
        Assert.StartsWith("crash\n", daemon.ReadShared("seen"), StringComparison.Ordinal);
        Assert.Single(daemon.ReadShared("seen").Split('\n'), line => line.Contains("processname:job ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rejected_event_comes_again()
    {
        var daemon = await StartAsync(Pool(
            "REMOTE_COMMUNICATION",
            """
                note(headers['poolserial'])
                if os.path.getsize(sys.argv[1]) < 6: childutils.listener.fail()
                else: childutils.listener.ok()
            """));
        await daemon.ReachesAsync("mail:mail", "RUNNING");
        await SendAsync(daemon, 2);
        await daemon.FileHasAsync("seen", "0\n0\n0\n1\n");
        await daemon.LogsAsync("WARN mail: event was rejected", times: 2);
    }

    [Fact]
    public async Task What_does_not_fit_into_the_buffer_is_discarded_counted_and_shown()
    {
        var daemon = await StartAsync(Pool("REMOTE_COMMUNICATION", "    note(payload.split('\\n')[1]); childutils.listener.ok()", "", "startsecs = 3\nbuffer_size = 2"));
        await SendAsync(daemon, 5);
        await daemon.LogsAsync("ERRO pool mail event buffer overflowed, discarding event 2");
        var info = await daemon.Control.ProcessAsync("mail:mail");
        Assert.Equal((2, 2, 3L), (info.Listener!.Buffered, info.Listener.BufferSize, info.Listener.Discarded));
        var status = await daemon.Ctl("status");
        Assert.Contains("3 events were discarded because the buffer of mail was full (buffer_size 2)", status.Stdout, StringComparison.Ordinal);
        await daemon.FileHasAsync("seen", "3\n4\n");
        Assert.Equal("3\n4\n", daemon.ReadShared("seen"));
    }

    [Fact]
    public async Task A_listener_that_breaks_the_protocol_gets_nothing_more_until_it_is_started_again()
    {
        var daemon = await StartAsync(Pool(
            "REMOTE_COMMUNICATION",
            """
                if payload.endswith('0'): print('debugging output')
                else:
                    note(payload.split('\n')[1] + ' ' + headers['poolserial'])
                    childutils.listener.ok()
            """));
        await daemon.ReachesAsync("mail:mail", "RUNNING");
        await SendAsync(daemon, 1);
        await daemon.LogsAsync("WARN mail: bad result line: 'debugging output'");
        await daemon.LogsAsync("WARN mail: has entered the UNKNOWN state and will no longer receive events");
        var status = await daemon.Ctl("status");
        Assert.Contains("it broke the event listener protocol", status.Stdout, StringComparison.Ordinal);
        Assert.Equal(1, (await daemon.Control.ProcessAsync("mail:mail")).Listener!.Buffered);
    }

    [Fact]
    public async Task Captured_text_is_an_event_and_not_in_the_log()
    {
        var daemon = await StartAsync(Pool(
            "PROCESS_COMMUNICATION",
            """
                pheaders, data = childutils.eventdata(payload)
                note(headers['eventname'] + ' ' + pheaders['processname'] + ' ' + data)
                childutils.listener.ok()
            """,
            """
            [program.job]
            command = ["sh", "-c", "echo before; printf '<!--XSUPERVISOR:BEGIN-->hello<!--XSUPERVISOR:END-->'; printf '<!--XSUPERVISOR:BEGIN-->there<!--XSUPERVISOR:END-->' >&2; echo after"]
            startsecs = 0
            autorestart = false
            stdout_logfile = "${here}/job.out"
            stderr_logfile = "${here}/job.err"
            stdout_capture_maxbytes = "1MB"
            stderr_capture_maxbytes = "3"
            """,
            "buffer_size = 20"));
        await daemon.FileHasAsync("seen", "PROCESS_COMMUNICATION_STDERR job ere\n");
        Assert.Contains("PROCESS_COMMUNICATION_STDOUT job hello\n", daemon.ReadShared("seen"), StringComparison.Ordinal);
        Assert.Equal(("before\nafter\n", ""), (daemon.ReadShared("job.out"), daemon.ReadShared("job.err")));
    }

    [Fact]
    public async Task Output_is_an_event_for_listeners_and_for_those_who_stream_it()
    {
        var daemon = await StartAsync(Pool(
            "PROCESS_LOG_STDOUT",
            "    note(payload); childutils.listener.ok()",
            """
            [program.cat]
            command = "cat"
            stdout_logfile = "${here}/cat.out"
            stdout_events_enabled = true
            """,
            "payload_length = 'characters'"));
        await daemon.ReachesAsync("mail:mail", "RUNNING");
        using var answer = await daemon.Control.SendAsync(HttpMethod.Get, "/v1/events?include=process_log", streaming: true);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await WriteAsync(daemon, "cat", "hellö\n");
        await daemon.FileHasAsync("seen", "channel:stdout\nhellö\n");
        while (await NextAsync(lines) != "event: process_log")
        {
        }

        var line = await NextAsync(lines);
        Assert.Equal("hellö\n", JsonDocument.Parse(line[6..]).RootElement.GetProperty("data").GetString());
        Assert.Equal("hellö\n", daemon.ReadShared("cat.out"));
    }

    [Fact]
    public async Task The_length_of_a_payload_is_in_bytes()
    {
        var daemon = await StartAsync("""
            [eventlistener.mail]
            command = ["/usr/bin/python3", "-u", "-c", '''
            import sys
            while True:
                print('READY')
                length = int(sys.stdin.buffer.readline().split(b'len:')[1])
                with open('seen', 'ab') as file: file.write(sys.stdin.buffer.read(length) + b'|')
                print('RESULT 2\nOK', end='')
            ''']
            events = "REMOTE_COMMUNICATION"
            """);
        await daemon.ReachesAsync("mail", "RUNNING");
        await DebianSupervisor.PythonAsync(Client + "server.supervisor.sendRemoteCommEvent('t', '\u20ac')\nserver.supervisor.sendRemoteCommEvent('t', 'x')", daemon.SocketPath);
        await daemon.FileHasAsync("seen", "type:t\n€|type:t\nx|");
    }

    [Fact]
    public async Task The_handler_of_supervisor_stdout_prints_the_output_of_programs()
    {
        var daemon = await StartAsync(Pool(
            "PROCESS_LOG",
            "    sys.stdout.write('RESULT %s\\n%s' % (len(payload), payload)); sys.stdout.flush()",
            """
            [program.cat]
            command = "cat"
            stdout_logfile = "NONE"
            stdout_events_enabled = true
            """,
            "result_handler = 'supervisor_stdout:event_handler'"));
        await daemon.ReachesAsync("mail:mail", "RUNNING");
        await WriteAsync(daemon, "cat", "one\ntwo");
        await Eventually.IsTrueAsync(async () => (await daemon.Control.ProcessAsync("mail:mail")).Listener!.State == "READY", () => "the event is processed");
        var end = await daemon.StopAsync();
        Assert.Contains("cat stdout | one\ncat stdout | two\n", end.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticks_come_every_five_seconds()
    {
        var daemon = await StartAsync(Pool("TICK_5", "    note(headers['eventname'] + ' ' + payload); childutils.listener.ok()"));
        await Eventually.IsTrueAsync(() => daemon.ReadShared("seen").Count(c => c == '\n') >= 2, "two ticks came");
        var ticks = daemon.ReadShared("seen").Split('\n').Take(2).Select(line => long.Parse(line.Replace("TICK_5 when:", "", StringComparison.Ordinal), null)).ToList();
        Assert.Equal((0, 5), (ticks[0] % 5, ticks[1] - ticks[0]));
    }

    [Fact]
    public async Task A_pool_changes_in_place_and_comes_and_goes_with_an_update()
    {
        const string listener = "    note(payload); childutils.listener.ok()";
        var daemon = await StartAsync("");
        daemon.Rewrite(Pool("TICK_3600", listener));
        Assert.Equal("mail: added process group\n", (await daemon.Ctl("update")).Stdout);
        var pid = (await daemon.ReachesAsync("mail:mail", "RUNNING")).Pid;
        daemon.Rewrite(Pool("TICK_3600,PROCESS_GROUP_ADDED", listener, "[program.job]\ncommand = 'sleep 1000'", "buffer_size = 77"));
        await daemon.Ctl("update");
        await daemon.FileHasAsync("seen", "groupname:job\n");
        var info = await daemon.Control.ProcessAsync("mail:mail");
        Assert.Equal((pid, 77), (info.Pid, info.Listener!.BufferSize));
        daemon.Rewrite("");
        Assert.Contains("mail: removed process group\n", (await daemon.Ctl("update")).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listeners_hear_of_the_shutdown_before_they_are_stopped()
    {
        var daemon = await StartAsync(Pool(
            "SUPERVISOR_STATE_CHANGE,PROCESS_STATE_STOPPED",
            """
                note(headers['eventname']); childutils.listener.ok()
                if headers['eventname'].endswith('STOPPING'): sys.exit(0)
            """,
            """
            [program.job]
            command = "sleep 1000"
            """,
            "stopsignal = 'CONT'"));
        await daemon.ReachesAsync("mail:mail", "RUNNING");
        await daemon.ReachesAsync("job", "RUNNING");

        // It reads what is before it, and does not end by the signal that asks for that.
        daemon.Signal(Signum.SIGTERM);
        await daemon.EndsAsync();
        Assert.Contains("SUPERVISOR_STATE_CHANGE_STOPPING\n", daemon.ReadShared("seen"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task However_often_the_brain_is_killed_each_event_is_processed_once(int listeners)
    {
        var daemon = await StartAsync(Pool(
            "PROCESS_STATE",
            """
                if 'groupname:job ' in payload: note(headers['poolserial'] + ' ' + headers['eventname'] + ' ' + payload)
                childutils.listener.ok()
            """,
            """
            [program.job]
            command = "sleep 0.02"
            startsecs = 0
            autorestart = true
            """,
            $"buffer_size = 100000\nnumprocs = {listeners}\nprocess_name = 'mail_{Number}'"));
        await daemon.ReachesAsync("mail:mail_0", "RUNNING");
        for (var i = 0; i < 12; i++)
        {
            await daemon.CrashAsync();
            await Task.Delay(17 * i, TestContext.Current.CancellationToken);
        }

        await daemon.Ctl("stop", "job");
        await daemon.FileHasAsync("seen", "from_state:STOPPING");
        var seen = daemon.ReadShared("seen").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3)).OrderBy(words => int.Parse(words[0], null)).ToList();
        Assert.Equal(seen.Select(words => words[0]).Distinct(), seen.Select(words => words[0]));
        var before = "STOPPED";
        foreach (var words in seen)
        {
            Assert.True(words[2].Contains($"from_state:{before} ", StringComparison.Ordinal), $"after {before} comes {string.Join(' ', words)}");
            before = words[1]["PROCESS_STATE_".Length..];
        }

        Assert.True(seen.Count > 30, $"{seen.Count} events");
    }

    [Fact]
    public async Task Whatever_a_listener_writes_programs_run_on_and_no_memory_is_held()
    {
        var daemon = await StartAsync("""
            [program.job]
            command = "sleep 1000"
            startsecs = 0
            [eventlistener.mail]
            command = ["/usr/bin/python3", "-c", '''
            import os, random
            random.seed(int(os.environ['SUPERVISOR_PROCESS_NAME'][-1]))
            words = [b'READY\n', b'RESULT 2\n', b'OK', b'RESULT -1\n', b'RESULT 99999999999999999999\n', b'RESULT 1000000\n', b'RESULT x\n', b'\n', b'\0', bytes(range(256)) * 200]
            for round in range(300):
                data = b''.join(random.choice(words) for _ in range(random.choice([1, 5, 40])))
                while data: data = data[os.write(1, data):]
            open('done', 'a').write('.')
            ''']
            events = "EVENT"
            numprocs = 4
            process_name = "mail_${process_num}"
            buffer_size = 100
            startsecs = 0
            stdout_logfile = "NONE"
            autorestart = true
            """);
        var job = (await daemon.ReachesAsync("job", "RUNNING")).Pid;

        // Each that ends is started again, and meets the rest of what the others were told.
        await Eventually.IsTrueAsync(() => daemon.ReadShared("done").Length >= 12, "listeners have come and gone");
        await daemon.Ctl("stop", "mail:*");
        Assert.Equal(("RUNNING", job), ((await daemon.Control.ProcessAsync("job")).StateName, (await daemon.Control.ProcessAsync("job")).Pid));
        Assert.Equal("OK", await (await daemon.Control.SendAsync(HttpMethod.Get, "/ok.html")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.InRange(ProcFs.MemoryOf(BrainProcess.Of(daemon.Pid)!.Value).Resident / 1024, 1, 300);
    }

    private static string Pool(string events, string body, string programs = "", string keys = "") => $"""
        [eventlistener.mail]
        command = ["/usr/bin/python3", "-c", '''
        {Listener}{body}
        ''', "seen"]
        events = "{events}"
        stdout_logfile = "{Number}.out"
        stderr_logfile = "{Number}.err"
        {keys}

        {programs}
        """;

    private static async Task<string> NextAsync(StreamReader lines) =>
        await lines.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException();

    private static async Task WriteAsync(RunningSupervisor daemon, string process, string text)
    {
        using var answer = await daemon.Control.SendAsync(HttpMethod.Post, $"/v1/processes/{process}/{process}/stdin", new StringContent(text));
        Assert.True(answer.IsSuccessStatusCode);
    }

    private const string Number = "${process_num}";

    private const string Client = """
        import sys, xmlrpc.client
        from supervisor.xmlrpc import SupervisorTransport
        server = xmlrpc.client.ServerProxy('http://127.0.0.1', SupervisorTransport('', '', 'unix://' + sys.argv[1]))

        """;

    private static Task<string> SendAsync(RunningSupervisor daemon, int count) => DebianSupervisor.PythonAsync(
        Client + "for number in range(int(sys.argv[2])): server.supervisor.sendRemoteCommEvent('test', str(number))",
        daemon.SocketPath,
        count.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
