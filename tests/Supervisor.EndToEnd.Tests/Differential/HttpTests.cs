namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>What stands behind the other URLs: pages, their actions, streams, health, and wrong requests.</summary>
public sealed class HttpTests : DifferentialTest
{
    private const string Programs = """
        [program:cat]
        command=/bin/cat
        startsecs=0
        stdout_logfile=DIR/cat.log
        stderr_logfile=NONE
        [program:missing]
        command=/no/such/program
        autostart=false
        [program:web]
        command=/bin/sh -c "echo 'hello <b>'; exec cat"
        startsecs=0
        numprocs=2
        process_name=web_%(process_num)d
        stdout_logfile=DIR/%(process_num)d.log
        [group:site]
        programs=web
        """;

    // The type is compared without its parameters, and of a redirect where it leads to, without the time.
    private const string Ask = """
        import re, socket, sys
        from urllib.parse import unquote
        def ask(method, path, body=b'', more='Connection: close\r\n', head=True):
            s = socket.socket(socket.AF_UNIX); s.settimeout(30); s.connect(sys.argv[1][7:])
            length = 'Content-Length: %d\r\n' % len(body) if head and method == 'POST' else ''
            s.sendall(('%s %s HTTP/1.1\r\nHost: there:1\r\n%s%s\r\n' % (method, path, length, more)).encode() + body)
            data = b''
            while b'\r\n\r\n' not in data:
                piece = s.recv(65536)
                if not piece: break
                data += piece
            head, _, rest = data.partition(b'\r\n\r\n')
            lines = head.decode().split('\r\n')
            headers = {k.lower(): v for k, v in (line.split(': ', 1) for line in lines[1:])}
            print(method, path, '->', lines[0].split(' ')[1], headers.get('content-type', '').split(';')[0],
                re.sub(r' at .*', ' at WHEN', unquote(headers.get('location', '').replace('+', ' '))))
            return s, rest

        """;

    [Fact]
    public Task Requests_are_answered_alike() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync(Programs);
            await run.ReachesAsync("cat", "RUNNING");
            await run.HasAsync("0.log", "hello");
            await run.Python("pages", Ask + """
                for path in ('/', '/index.html', '/ok.html', '/stylesheets/supervisor.css', '/tail.html', '/tail.html?processname=site:web_0', '/tail.html?processname=zz',
                        '/nothing', '/index.htm', '/%69ndex.html', '/logtail/zz', '/logtail/cat/nope', '/RPC2', '/RPC2/x'):
                    ask('GET', path)
                """);
            await run.Python("a log without a file", Ask + "ask('GET', '/logtail/cat/stderr')");
            await run.Python("actions", Ask + """
                for query in ('action=refresh', 'action=start&processname=cat', 'action=stop&processname=cat', 'action=stop&processname=cat', 'action=start&processname=cat',
                        'action=restart&processname=cat', 'action=clearlog&processname=cat', 'action=start&processname=zz', 'action=stop&processname=zz', 'action=clearlog&processname=zz',
                        'action=start&processname=missing', 'action=stop&processname=site:web_1', 'action=stopall', 'action=restart&processname=site%3Aweb_1', 'action='):
                    ask('GET', '/index.html?' + query)
                ask('POST', '/index.html', b'action=refresh', 'Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n')
                """);
            await run.Python("RPC2", Ask + """
                for body in (b'<', b'<methodCall/>', b'<methodCall><methodName></methodName></methodCall>', b'<methodCall><methodName>supervisor.getState</methodName></methodCall>',
                        b'<methodCall><methodName>supervisor.getState</methodName><params></params></methodCall>', b'<methodCall><methodName>nope</methodName></methodCall>'):
                    print(body)
                    ask('POST', '/RPC2', body)
                ask('POST', '/RPC2', head=False)
                ask('POST', '/nothing', b'x')
                """);
            await run.Python("streams", Ask + """
                def first(path):
                    s, data = ask('GET', path, more='')
                    while b'hello' not in data and b'INFO' not in data: data += s.recv(65536)
                    print(b'hello <b>' in data, b'INFO' in data)
                first('/logtail/site:web_0'); first('/logtail/site:web_0/stdout'); first('/mainlogtail')
                """);
        },
        new Known(
            "a log without a file",
            Part.Daemon,
            "GET /logtail/cat/stderr -> 200 text/plain \n",
            "`/logtail` follows a stream without a file too"));
}
