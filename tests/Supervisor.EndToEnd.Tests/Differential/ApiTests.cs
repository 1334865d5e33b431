namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>The structures of the XML-RPC API, field by field with their types, and what wrong calls get.</summary>
public sealed class ApiTests : DifferentialTest
{
    internal const string Connect = """
        import sys, xmlrpc.client
        from supervisor.xmlrpc import SupervisorTransport
        server = xmlrpc.client.ServerProxy('http://127.0.0.1', transport=SupervisorTransport(None, None, sys.argv[1]))
        def show(value):
            if isinstance(value, dict): return '{' + ', '.join(k + ': ' + show(value[k]) for k in sorted(value)) + '}'
            if isinstance(value, list): return '[' + ', '.join(map(show, value)) + ']'
            return type(value).__name__ + ' ' + repr(value)
        def call(name, *args):
            try:
                result = getattr(server, name)(*args)
                if isinstance(result, list) and all(isinstance(item, dict) and 'status' in item for item in result): result.sort(key=lambda item: item['name'])
                result = show(result)
            except xmlrpc.client.Fault as fault: result = 'fault %d %s' % (fault.faultCode, fault.faultString)
            except xmlrpc.client.ProtocolError as error: result = 'http %d' % error.errcode
            print(name, repr(args), '->', result)

        """;

    private const string Programs = """
        [program:cat]
        command=/bin/cat -u
        startsecs=0
        stdout_logfile=DIR/cat.log
        stderr_logfile=NONE
        directory=/tmp
        environment=A=1
        priority=7
        stopsignal=INT
        stopwaitsecs=3
        exitcodes=0,2,5
        redirect_stderr=true
        killasgroup=true
        user=root
        [program:auto]
        command=/bin/cat
        autostart=false
        numprocs=2
        process_name=%(process_num)d
        stdout_capture_maxbytes=1KB
        stdout_logfile_maxbytes=1MB
        stdout_logfile_backups=3
        stdout_events_enabled=true
        serverurl=http://example.org
        [program:missing]
        command=/no/such/program
        startretries=0
        [group:g]
        programs=auto
        priority=5
        """;

    [Fact]
    public Task Structures_are_the_same() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync(Programs);
            await run.ReachesAsync("cat", "RUNNING");
            await run.ReachesAsync("missing", "FATAL");
            await run.Python("getAllConfigInfo", Connect + """
                for info in server.supervisor.getAllConfigInfo():
                    for key in sorted(info):
                        if key != 'autorestart' and not ('_logfile' in key and 'supervisor-' in str(info[key]) or info[key] == 'auto'):
                            print(info['name'], key, show(info[key]))
                """);
            await run.Python("getAllConfigInfo: the rest", Connect + """
                for info in server.supervisor.getAllConfigInfo():
                    print(info['name'], info.get('autorestart'), info['stdout_logfile'], info['stderr_logfile'])
                """);
            await run.Python("getAllProcessInfo", Connect + """
                for info in server.supervisor.getAllProcessInfo():
                    for key in sorted(info):
                        value = info[key]
                        print(info['name'], key, type(value).__name__ if key in ('start', 'stop', 'now') or key == 'pid' and value else show(value))
                """);
            await run.Python("calls", Connect + """
                for args in (('supervisor.getAPIVersion',), ('supervisor.getVersion',), ('supervisor.getIdentification',), ('supervisor.getState',), ('system.listMethods',),
                        ('supervisor.getProcessInfo', 'zz'), ('supervisor.getProcessInfo', 'g:*'), ('supervisor.getProcessInfo',), ('supervisor.nope',), ('nope.nope',), ('supervisor._x',),
                        ('supervisor.startProcess', 'cat'), ('supervisor.startProcess', 'cat', False), ('supervisor.startProcess', 'missing'), ('supervisor.startProcess', 'zz'),
                        ('supervisor.startProcess', 'g:*'), ('supervisor.stopProcess', 'g:*'), ('supervisor.startProcessGroup', 'g'), ('supervisor.startProcessGroup', 'g'), ('supervisor.signalProcessGroup', 'g', 'CONT'),
                        ('supervisor.stopProcessGroup', 'g'), ('supervisor.stopProcess', 'g:0'), ('supervisor.stopProcessGroup', 'zz'), ('supervisor.signalProcess', 'cat', 'NOPE'),
                        ('supervisor.signalProcess', 'missing', 'HUP'), ('supervisor.sendProcessStdin', 'cat', 'hello\n'), ('supervisor.sendProcessStdin', 'missing', 'x'), ('supervisor.sendProcessStdin', 'cat', 5),
                        ('supervisor.readLog', 0, -1), ('supervisor.readProcessLog', 'zz', 0, 0), ('supervisor.readProcessStderrLog', 'cat', 0, 0), ('supervisor.tailProcessStderrLog', 'cat', 0, 10),
                        ('supervisor.addProcessGroup', 'cat'), ('supervisor.addProcessGroup', 'zz'), ('supervisor.removeProcessGroup', 'cat'), ('supervisor.removeProcessGroup', 'zz'), ('supervisor.reloadConfig',),
                        ('supervisor.clearProcessLogs', 'zz'), ('supervisor.clearProcessLogs', 'cat'), ('supervisor.sendRemoteCommEvent', 'a', 'b'), ('system.methodSignature', 'supervisor.startProcess'),
                        ('system.methodSignature', 'zz'), ('system.multicall', [{'methodName': 'supervisor.getState', 'params': []}, {'methodName': 'system.multicall', 'params': []}, {'methodName': 'supervisor.stopProcess', 'params': ['zz']}, {}])):
                    call(*args)
                """);
            await run.Python("odd calls", Connect + """
                call('supervisor.startProcess', 5)
                call('supervisor.signalProcess', 'cat', 0)
                """);
            await run.Python("logs", Connect + """
                server.supervisor.stopProcess('cat'); server.supervisor.startProcess('cat'); server.supervisor.sendProcessStdin('cat', '0123456789')
                import time
                while len(open(sys.argv[2] + '/cat.log').read()) < 10: time.sleep(0.01)
                for args in ((0, 0), (0, 3), (3, 4), (-4, 0), (-4, 2), (100, 0), (0, -1), (-100, 0)): call('supervisor.readProcessStdoutLog', 'cat', *args)
                for args in ((0, 3), (0, 100), (8, 5), (10, 5), (50, 5), (0, 0)): call('supervisor.tailProcessStdoutLog', 'cat', *args)
                """);
        },
        new Known(
            "getAllConfigInfo: the rest",
            Part.Daemon,
            """
            0 unexpected auto auto
            1 unexpected auto auto
            cat unexpected DIR/cat.log none
            missing unexpected auto auto

            """,
            "`getAllConfigInfo` has `autorestart`, a boolean for `true` (supervisord: HTTP 500), `auto` for every automatic log"),
        new Known(
            "odd calls",
            Part.Daemon,
            """
            supervisor.startProcess (5,) -> fault 2 INCORRECT_PARAMETERS
            supervisor.signalProcess ('cat', 0) -> fault 11 BAD_SIGNAL: 0

            """,
            "A value of a type that a method cannot use is INCORRECT_PARAMETERS, not HTTP 500."));
}
