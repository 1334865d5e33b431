namespace Supervisor.Config.Tests.Ini.Oracle;

/// <summary>Configs with one trap each.</summary>
internal static class OracleTable
{
    private const string Head = "[supervisord]\nlogfile=/tmp/x\n";

    public static IEnumerable<string> Configs => Texts.Select(text => text.StartsWith('!') ? text[1..] : Head + text);

    private static readonly string[] Texts =
    [
        // Syntax.
        "!", "![program:a]\ncommand=x\n", "!key=value\n", "!\ufeff", "![supervisord]\nnokey\n", "![supervisord]\n=x\n",
        "![supervisord]\n  logfile=/tmp/x\n    more\n", "![supervisord]\nlogfile:/tmp/x\nLOGLEVEL : debug\n",
        "![SUPERVISORD]\n", "[program:a]\ncommand=a b ;c\n", "[program:a]\ncommand=a;b#c\n", "[program:a]\ncommand=bash -c 'a ; b'\n",
        "[program:a]\ncommand=x\n  y\n\n  z\n; no\n  w\n", "[program:a]\ncommand=x\ncommand=y\n",
        "[program:a]\ncommand=x\n[program:b]\ncommand=y\n[program:a]\npriority=3\n", "[program:a]\r\ncommand=x\r\n",
        "[program:a]\rcommand=x\r", "[DEFAULT]\npriority=7\nstartsecs=4\n[program:a]\ncommand=x\n[group:g]\nprograms=a\n",
        "[program:a]\ncommand=x\nfoo=bar\n[other]\nx=1\n", "[program:a]\ncommand=x ; 1 # 2\npriority = 4 # x\n",
        "[program:a]\ncommand=x\n [program:b]\n",

        // Expansion.
        "[program:a]\ncommand=%(nope)s\n", "[program:a]\ncommand=100%\n", "[program:a]\ncommand=100%% %(ENV_PLAIN)s%%\n",
        "[program:a]\ncommand=%(ENV_NOPE)s\n", "[program:a]\ncommand=%(process_num)5d|%(process_num)-5d|%(process_num)+d|%(process_num)05d|\n",
        "[program:a]\ncommand=%(ENV_PLAIN)10s|%(ENV_PLAIN)-10s|%(ENV_PLAIN).2s|\n", "[program:a]\ncommand=%(ENV_PLAIN)d\n",
        "[program:a]\nnumprocs=3\nnumprocs_start=9\nprocess_name=a%(process_num)x\ncommand=%(process_num)#x %(process_num)o %(process_num)X %(process_num).3d %(process_num).1f\n",
        "[program:a]\ncommand=%(here)s/%(host_node_name)s/%(program_name)s/%(group_name)s/%(numprocs)s\n",
        "[program:a]\ncommand=%(ENV_X)s\nenvironment=X=\"1\"\n", "[program:a]\ncommand=x\nuser=%(ENV_PLAIN)s\nenvironment=PLAIN=\"root\"\n",
        "[program:a]\ncommand=%(ENV_X)s\nenvironment=X=\"%(ENV_X)s\"\n", "[program:a]\ncommand=%(ENV_SPACE)s %(ENV_PLAIN)r\n",
        "![supervisord]\nenvironment=G=\"x y\"\n[program:a]\ncommand=%(ENV_G)s\nenvironment=L=\"%(ENV_G)s!\"\n",
        "![supervisord]\nenvironment=G=\"x\"\nidentifier=%(ENV_G)s\n", "![supervisord]\nenvironment=PLAIN=\"x\"\nidentifier=%(ENV_PLAIN)s\n",
        "[program:a]\ncommand=%\n", "[program:a]\ncommand=%(\n", "[program:a]\ncommand=%(here)\n", "[program:a]\ncommand=%(here)y\n",
        "[program:a]\ncommand=%(process_num)ld %(here)%\n", "[program:a]\ncommand=x\npriority=5\nnumprocs=0\n",

        // Values.
        "[program:a]\ncommand=x\nautostart=y\n", "[program:a]\ncommand=x\nstartsecs=\n", "[program:a]\ncommand=x\nstartsecs=5s5\n",
        "[program:a]\ncommand=x\nexitcodes=0,256\n", "[program:a]\ncommand=x\nexitcodes=\n", "[program:a]\ncommand=x\nstopsignal=FOO\n",
        "[program:a]\ncommand=x\nstopsignal=33\n", "[program:a]\ncommand=x\nstdout_logfile_maxbytes=10M\n",
        "[program:a]\ncommand=x\nstdout_logfile_maxbytes= 10 Mb\n", "[program:a]\ncommand=x\nstdout_logfile_maxbytes=-1\n",
        "[program:a]\ncommand=x\nstdout_logfile=/nope/x\n", "[program:a]\ncommand=x\nstdout_logfile=syslog\n",
        "[program:a]\ncommand=x\nstdout_logfile=\nstderr_logfile=None\n", "[program:a]\ncommand=x\numask=99\n",
        "[program:a]\ncommand=x\numask=1022\n", "[program:a]\ncommand=x\nuser=nobody-at-all\n", "[program:a]\ncommand=x\nuser=4294967\n",
        "[program:a]\ncommand=x\nautorestart=maybe\n", "[program:a]\ncommand=x\nautorestart=UNEXPECTED\n",
        "[program:a]\ncommand=x\nstopasgroup=true\n", "[program:a]\ncommand=x\nstopasgroup=true\nkillasgroup=false\n",
        "[program:a]\ncommand=x\nstartretries=99999999999999999999\n", "[program:a]\ncommand=x\nstopwaitsecs=-5\nstartsecs=+3\n",
        "[program:a]\ncommand='x\n", "[program:a]\ncommand=\n", "[program:a]\n", "[program:a]\ncommand=x\nnumprocs=2\n",
        "[program:a]\ncommand=x\nnumprocs=2\nprocess_name=%(process_num)d/\n", "[program:a b]\ncommand=x\n", "[program: a ]\ncommand=x\n",
        "[program:a:b]\ncommand=x\n", "[program:a]\ncommand=x\nprocess_name=a b\n", "[program:a]\ncommand=x\nserverurl= auto\n",
        "[program:a]\ncommand=x\nredirect_stderr=true\nstderr_logfile=/tmp/y\n", "[program:a]\ncommand=x\ndirectory=\n",
        "![supervisord]\nloglevel=warning\n", "![supervisord]\nlogfile=/nope/x\n", "![supervisord]\nchildlogdir=/nope\n",
        "![supervisord]\ndirectory=/nope\n", "![supervisord]\numask=8\n", "![supervisord]\nminfds=x\n", "![supervisord]\nnodaemon=maybe\n",

        // Environments.
        "[program:a]\ncommand=x\nenvironment=A=1,B=\"two, words\",C='x'\n", "[program:a]\ncommand=x\nenvironment=A=1;B=2\n",
        "[program:a]\ncommand=x\nenvironment=A=user@host\n", "[program:a]\ncommand=x\nenvironment=A=http://x/y?z=1\n",
        "[program:a]\ncommand=x\nenvironment=A=1 2\n", "[program:a]\ncommand=x\nenvironment=A=,B=2\n",
        "[program:a]\ncommand=x\nenvironment=A=1\n  B=2\n", "[program:a]\ncommand=x\nenvironment=A=1,\n  B=2,\n",
        "[program:a]\ncommand=x\nenvironment=A\n", "[program:a]\ncommand=x\nenvironment=A=\"c #d\"\n",
        "[program:a]\ncommand=x\nenvironment=A=\"\",B=''\n", "[program:a]\ncommand=x\nenvironment=PATH=\"/a:/b\",URL=/x/y.z-1+(2):3\n",
        "[program:a]\ncommand=x\nenvironment=A=1,A=2\n", "[program:a]\ncommand=x\nenvironment=\n",

        // Groups.
        "[program:a]\ncommand=x\n[program:b]\ncommand=y\npriority=3\n[group:g]\nprograms=b,a\npriority=5\n",
        "[group:g]\nprograms=zz\n", "[group:g]\n", "[group:g]\nprograms=\n",
        "[program:a]\ncommand=%(group_name)s\n[group:g]\nprograms=a\n[group:h]\nprograms=a\n", "[group:g g]\nprograms=\n",
        "[program:b]\ncommand=x\n[program:a]\ncommand=x\n[program:c]\ncommand=x\npriority=1\n",

        // Event listeners.
        "[eventlistener:a]\ncommand=x\n", "[eventlistener:a]\ncommand=x\nevents=FOO\n", "[eventlistener:a]\nevents=EVENT\n",
        "[eventlistener:a]\ncommand=x\nevents=EVENT\nbuffer_size=0\n", "[eventlistener:a]\ncommand=x\nevents=tick_5\npriority=3\n",
        "[eventlistener:a]\ncommand=x\nevents=EVENT\nredirect_stderr=true\n",
        "[eventlistener:a]\ncommand=x\nevents=EVENT\nresult_handler=no.where:f\n",
        "[eventlistener:a]\ncommand=x\nevents=EVENT\nnumprocs=2\nprocess_name=%(process_num)d\n",

        // Servers and plug-ins.
        "[unix_http_server]\n", "[inet_http_server]\n", "[inet_http_server]\nport=0\n", "[inet_http_server]\nport=x\n",
        "[inet_http_server]\nport=9001\n[inet_http_server:two]\nport=9002\n[inet_http_server3]\nport=9003\n",
        "[inet_http_server]\nport=*:9001\nusername=u\n", "[unix_http_server]\nfile=/tmp/s\nchown=nobody-at-all\n",
        "[unix_http_server]\nfile=/tmp/s\nchmod=0x7\n", "[unix_http_server]\nfile=/tmp/../tmp/s\nusername=u\npassword=%%p\n",
        "[rpcinterface:supervisor]\n", "[rpcinterface:x]\nsupervisor.rpcinterface_factory=nothing.there:make\n",
        "[supervisorctl]\nserverurl=nonsense\nprompt=%(ENV_NOPE)s\n", "[include]\n", "[include]\nfiles=%(nope)s\n",
        "[include]\nfiles=/nope/*.conf\n",
    ];
}
