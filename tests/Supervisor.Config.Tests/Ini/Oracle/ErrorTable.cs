namespace Supervisor.Config.Tests.Ini.Oracle;

/// <summary>A config or command line that is wrong in one way.</summary>
/// <param name="Text">The config, or the words of the command line; in both <c>DIR</c> is a folder, and <c>DIR/good.conf</c> a good config.</param>
/// <param name="Documented">When ours differs on purpose: the words of <c>docs/differences.md</c> that say so.</param>
/// <param name="Ours">What ours says then; null when it takes it.</param>
internal sealed record WrongInput(string Text, string? Documented = null, string? Ours = null)
{
    public static implicit operator WrongInput(string text) => new(text);
}

/// <summary>One input for each error that supervisord has words for.</summary>
internal static class ErrorTable
{
    private const string Garbled = "Messages that supervisord garbles";
    private const string Fractions = "Durations may be fractions";
    private const string EmptyItem = "An empty item of a list, as behind a last comma, is skipped";
    private const string Python = "Other factories are Python code and are refused";

    private const string Head = "[supervisord]\nlogfile=/tmp/x\n";
    private const string Fcgi = Head + "[fcgi-program:a]\ncommand=x\n";
    private const string Listener = Head + "[eventlistener:a]\ncommand=x\n";
    private const string Program = Head + "[program:a]\ncommand=x\n";

    private static readonly string[] Booleans =
        ["autostart", "stopasgroup", "killasgroup", "redirect_stderr", "stdout_events_enabled", "stderr_events_enabled", "stdout_syslog", "stderr_syslog"];

    private static readonly string[] Numbers =
        ["priority", "startsecs", "startretries", "stopwaitsecs", "numprocs", "numprocs_start", "stdout_logfile_backups", "stderr_logfile_backups"];

    private static readonly string[] Sizes =
        ["stdout_logfile_maxbytes", "stderr_logfile_maxbytes", "stdout_capture_maxbytes", "stderr_capture_maxbytes"];

    /// <summary>Config files for supervisord.</summary>
    public static IEnumerable<WrongInput> Configs =>
    [
        .. Syntax, .. Daemon, .. Programs, .. Booleans.Select(key => (WrongInput)$"{Program}{key}=maybe\n"),
        .. Numbers.Select(key => (WrongInput)$"{Program}{key}=3x\n"), .. Numbers.Select(key => (WrongInput)$"{Program}{key}=\n"),
        .. Sizes.Select(key => (WrongInput)$"{Program}{key}=10M\n"), .. Sizes.Select(key => (WrongInput)$"{Program}{key}=1.5MB\n"),
        .. Expansion, .. Groups, .. Listeners, .. Sockets, .. Servers, .. Plugins,
    ];

    private static IEnumerable<WrongInput> Syntax =>
    [
        "", "key=value\n", "  key=value\n[supervisord]\n", "key=value", "it's\n", "[supervisord]\nnokey\n", "[supervisord]\n=value\n", "[supervisord]\n\"a'b\n",
        "[supervisord]\n[unclosed\n", "[program:a]\ncommand=x\n", "[Supervisord]\n",
        Head + "[include]\n", Head + "[include]\nfiles=%(nope)s\n", Head + "[include]\nfiles=50%\n", Head + "[include]\nfiles=DIR/bad-*.ini\n",
    ];

    private static IEnumerable<WrongInput> Daemon =>
    [
        "[supervisord]\nlogfile=/nope/x\n", "[supervisord]\npidfile=/nope/x\n", "[supervisord]\nchildlogdir=/nope\n", "[supervisord]\ndirectory=/nope\n",
        "[supervisord]\numask=8\n", "[supervisord]\numask=\n", "[supervisord]\numask=rwx\n", "[supervisord]\nminfds=x\n", "[supervisord]\nminprocs=1.5\n",
        "[supervisord]\nlogfile_maxbytes=10M\n", "[supervisord]\nlogfile_backups=many\n", "[supervisord]\nloglevel=warning\n", "[supervisord]\nloglevel=\n",
        "[supervisord]\nnodaemon=maybe\n", "[supervisord]\nsilent=2\n", "[supervisord]\nnocleanup=\n", "[supervisord]\nstrip_ansi=y\n",
        "[supervisord]\nuser=nobody-at-all\n", "[supervisord]\nuser=4294967\n", "[supervisord]\nenvironment=A\n", "[supervisord]\nenvironment=A='1\n",
        "[supervisord]\nidentifier=%(nope)s\n", "[supervisord]\nenvironment=A=%(nope)s\n",
    ];

    private static IEnumerable<WrongInput> Programs =>
    [
        Head + "[program:a]\n", Head + "[program:a b]\ncommand=x\n", Head + "[program:a:b]\ncommand=x\n", Head + "[program:a/b]\ncommand=x\n",
        Program + "process_name=a b\n", Program + "autorestart=maybe\n", Program + "autorestart=Sometimes\n", Program + "autorestart=\n",
        Program + "exitcodes=0,256\n", Program + "exitcodes=-1\n", Program + "exitcodes=0,x\n", Program + "stopsignal=FOO\n", Program + "stopsignal=\n",
        Program + "stopsignal=99\n", Program + "stopsignal=SIGNOPE\n", Program + "numprocs=2\n", Program + "numprocs=2\nprocess_name=a\n",
        Program + "stopasgroup=true\nkillasgroup=false\n", Program + "user=nobody-at-all\n", Program + "user=4294967\n", Program + "user=\n",
        Program + "umask=99\n", Program + "stdout_logfile=/nope/x\n", Program + "stderr_logfile=/nope/x\n",
        Program + "environment=A\n", Program + "environment=A=1,B\n", Program + "environment=A=\"1\n", Program + "environment==1\n",
        new(Program + "exitcodes=0,\n", EmptyItem), new(Program + "exitcodes=0,,2\n", EmptyItem),
        new(Program + "startsecs=1.5\n", Fractions), new(Program + "stopwaitsecs=2m\n", Fractions),
    ];

    private static IEnumerable<WrongInput> Expansion =>
    [
        Program + "directory=%(nope)s\n", Program + "directory=%(ENV_NOPE)s\n", Program + "process_name=%(nope)s\n", Program + "environment=A=%(nope)s\n",
        Program + "stdout_logfile=%(nope)s\n", Program + "priority=%(nope)s\n", Program + "directory=50%\n", Program + "directory=%(here\n",
        Program + "directory=%(here)y\n", Program + "directory=%(here)d\n", Program + "directory=%(here)\n", Program + "directory=50% of it\n",
        Program + "directory=%(nope's)s\n", Program + "directory=%zz\n",
    ];

    private static IEnumerable<WrongInput> Groups =>
    [
        new(Program + "[group:g]\nprograms=a,\n", EmptyItem),
        Head + "[group:g]\nprograms=zz\n", Head + "[group:g h]\nprograms=\n", Head + "[group:g]\npriority=x\n", Head + "[group:g]\nprograms=%(nope)s\n",
        Head + "[program:a]\ncommand=x\n[fcgi-program:a]\ncommand=x\nsocket=tcp://x:1\n[group:g]\nprograms=a\n",
    ];

    private static IEnumerable<WrongInput> Listeners =>
    [
        new(Listener + "events=EVENT,\n", EmptyItem), Listener, Listener + "events=\n", Listener + "events=FOO\n", Listener + "events=tick_6\n", Listener + "events=EVENT\nbuffer_size=0\n",
        Listener + "events=EVENT\nbuffer_size=-3\n", Listener + "events=EVENT\nbuffer_size=x\n", Listener + "events=EVENT\npriority=x\n",
        Listener + "events=EVENT\nredirect_stderr=true\n", Listener + "events=EVENT\nresult_handler=no.where:f\n", Listener + "events=EVENT\nnumprocs=2\n",
        Head + "[eventlistener:a]\nevents=EVENT\n", Head + "[eventlistener:a b]\ncommand=x\nevents=EVENT\n",
    ];

    private static IEnumerable<WrongInput> Sockets =>
    [
        Fcgi, Fcgi + "socket=\n", Fcgi + "socket=tcp://x:0\n", Fcgi + "socket=tcp://x:65536\n", Fcgi + "socket=tcp://x:1\nsocket_owner=root\n",
        Fcgi + "socket=tcp://x:1\nsocket_mode=0700\n", Fcgi + "socket=unix:///tmp/a\nsocket_owner=nobody-at-all\n",
        Fcgi + "socket=unix:///tmp/a\nsocket_owner=root:nogroup-at-all\n", Fcgi + "socket=unix:///tmp/a\nsocket_mode=99\n",
        Fcgi + "socket=unix:///tmp/a\nsocket_backlog=0\n", Fcgi + "socket=unix:///tmp/a\nsocket_backlog=65536\n", Fcgi + "socket=unix:///tmp/a\nsocket_backlog=x\n",
        Fcgi + "socket=unix:///tmp/a\nuser=nobody-at-all\n", Fcgi + "socket=unix:///tmp/%(nope)s\n", Head + "[fcgi-program:a b]\ncommand=x\nsocket=tcp://x:1\n",
        Head + "[fcgi-program:a]\nsocket=tcp://x:1\n",
        new(Fcgi + "socket=unix://tmp/a\n", Garbled, "Unix socket path tmp/a is not an absolute path"),
        new(Fcgi + "socket=/tmp/a\n", Garbled, "Bad socket format /tmp/a"), new(Fcgi + "socket=tcp://x\n", Garbled, "Bad socket format tcp://x"),
        new(Fcgi + "socket=tcp://x:y\n", Garbled, "Bad socket format tcp://x:y"),
    ];

    private static IEnumerable<WrongInput> Servers =>
    [
        Head + "[unix_http_server]\n", Head + "[unix_http_server]\nfile=/tmp/s\nchown=nobody-at-all\n", Head + "[unix_http_server]\nfile=/tmp/s\nchown=root:nogroup-at-all\n",
        Head + "[unix_http_server]\nfile=/tmp/s\nchmod=0x7\n", Head + "[unix_http_server]\nfile=/tmp/s\nusername=u\n", Head + "[unix_http_server]\nfile=%(nope)s\n",
        Head + "[inet_http_server]\n", Head + "[inet_http_server]\nport=0\n", Head + "[inet_http_server]\nport=x\n", Head + "[inet_http_server]\nport=\n",
        Head + "[inet_http_server]\nport=*:0\n", Head + "[inet_http_server]\nport=127.0.0.1:65536\n", Head + "[inet_http_server]\nport=localhost:http\n",
        Head + "[inet_http_server:two]\n", Head + "[inet_http_server]\nport=*:9001\npassword=p\n",
        new(Head + "[inet_http_server]\nport=localhost:\n", Garbled, "no port number specified in 'localhost:'"),
    ];

    private static IEnumerable<WrongInput> Plugins =>
    [
        Head + "[rpcinterface:supervisor]\n", Head + "[rpcinterface:x]\nsupervisor.rpcinterface_factory=nothing.there:make\n",
        Head + "[rpcinterface:x]\nsupervisor.rpcinterface_factory=%(nope)s\n",
        new(Head + "[rpcinterface:x]\nsupervisor.rpcinterface_factory=\n", Python, " cannot be resolved within [rpcinterface:x]"),
    ];

    /// <summary>Command lines of supervisord.</summary>
    public static IEnumerable<WrongInput> DaemonLines =>
    [
        "-c DIR/none.conf", "-c DIR", "-x", "--nope", "--no", "--nodaemon=1", "-c", "--configuration", "-l", "-c DIR/good.conf -c DIR/good.conf", "-c DIR/good.conf --configuration DIR/good.conf",
        "-n --nodaemon", "-c DIR/good.conf start", "-c DIR/good.conf start all", "-e loud", "-e", "--loglevel=warning", "-m 8", "-m x", "-d /nope -c DIR/good.conf",
        "-l /nope/x -c DIR/good.conf", "-j /nope/x -c DIR/good.conf", "-q /nope -c DIR/good.conf", "-y 10M", "-y x", "-z x", "-a x", "--minprocs x", "--minfds=1.5",
        "-u nobody-at-all -c DIR/good.conf", "-u 4294967 -c DIR/good.conf", "-nx", "-i", "--l x", "-y 1.5MB",
    ];

    /// <summary>Command lines of supervisorctl.</summary>
    public static IEnumerable<WrongInput> ClientLines =>
    [
        "-c DIR/none.conf status", "-c DIR status", "-x", "--nope", "-s", "-s foo status", "-s http: status", "-s unix:// status", "--serverurl", "-i -i", "-u a -u b status", "-u a --username b status",
        "-p", "-r", "--interactive=1", "-c DIR/good.conf status", "-c DIR/prompt.conf status", "-c DIR/password.conf status",
        new("-c DIR/servers.conf status", "goes to the first server of the file when there is no `[supervisorctl]`"),
        new("-c DIR/header.conf status", "An error of Python's ends supervisord's supervisorctl with 1", "File contains no section headers. 'key\\n'"),
    ];
}
