namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>What an event listener hears: a logger written with supervisor's own <c>childutils</c>.</summary>
public sealed class EventTests : DifferentialTest
{
    private const string Listener = """
        import re, sys
        from supervisor import childutils
        out = open(sys.argv[1], 'a', buffering=1)
        while True:
            headers, payload = childutils.listener.wait()
            head = ' '.join('%s:%s' % (k, '*' if k in ('serial', 'poolserial') or k == 'len' and 'pid:' in payload else headers[k]) for k in sorted(headers))
            out.write(head + ' | ' + re.sub('pid:[1-9][0-9]*', 'pid:*', payload).replace('\n', '\\n') + '\n')
            childutils.listener.ok()
        """;

    // The listener reads characters, as Python's own do: a length in bytes would leave it waiting at the first letter that is more than one.
    [Fact]
    public Task Events_are_told_the_same() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            run.Write("listener.py", Listener);
            await run.StartAsync("""
                [eventlistener:ear]
                command=/usr/bin/python3 DIR/listener.py DIR/events
                events=EVENT
                buffer_size=100
                [program:talk]
                command=/bin/sh -c "read x; echo größe € 🚀; echo err >&2; printf '<!--XSUPERVISOR:BEGIN-->größe captured<!--XSUPERVISOR:END-->'; exec cat"
                startsecs=0
                autostart=false
                stdout_events_enabled=true
                stderr_events_enabled=true
                stdout_capture_maxbytes=1KB
                [program:fails]
                command=/bin/sh -c "exit 3"
                startsecs=0
                autorestart=false
                autostart=false
                [program:hopeless]
                command=/bin/sh -c "exit 3"
                startsecs=20
                startretries=1
                autostart=false
                """);
            await run.ReachesAsync("ear", "RUNNING");
            await run.AskAsync(rpc => rpc.OperateProcessAsync("talk", "talk", Supervisor.Control.Client.ProcessVerb.Start));
            await run.AskAsync(rpc => rpc.SendStdinAsync("talk", "talk", "go\n"u8.ToArray()));
            await run.HasAsync("events", "captured");
            await run.HasAsync("events", "PROCESS_LOG_STDERR");
            await run.AskAsync(rpc => rpc.OperateProcessAsync("talk", "talk", Supervisor.Control.Client.ProcessVerb.Stop));
            // On a busy machine it may have failed before it is answered for: that is no part of the comparison.
            await run.CtlResultAsync("start fails");
            await run.HasAsync("events", "processname:fails groupname:fails from_state:RUNNING expected:0");
            await run.CtlResultAsync("start hopeless");
            await run.HasAsync("events", "eventname:PROCESS_STATE_FATAL");
            await run.Python("a remote event", "import sys, xmlrpc.client\nfrom supervisor.xmlrpc import SupervisorTransport\n"
                + "server = xmlrpc.client.ServerProxy('http://127.0.0.1', transport=SupervisorTransport(None, None, sys.argv[1]))\n"
                + "print(server.supervisor.sendRemoteCommEvent('kind', 'some größe in € 🚀'), server.supervisor.removeProcessGroup('fails'), server.supervisor.addProcessGroup('fails'))");
            await run.HasAsync("events", "server:supervisor ver:3.0 | groupname:fails", times: 3);
            // What comes by two pipes at once comes in any order.
            string[] events = run.Read("events").Split('\n');
            run.Note("stderr", string.Concat(events.Where(line => line.Contains("channel:stderr", StringComparison.Ordinal))));
            foreach (string about in (string[])["processname:talk", "processname:fails", "processname:hopeless", "REMOTE_COMM", "PROCESS_GROUP_", "SUPERVISOR_STATE"])
            {
                IEnumerable<string> told = events.Where(line =>
                    line.Contains(about, StringComparison.Ordinal) && !line.Contains("channel:stderr", StringComparison.Ordinal));
                run.Note(about, string.Concat(told.Select(line => line + "\n")));
            }
        });
}
