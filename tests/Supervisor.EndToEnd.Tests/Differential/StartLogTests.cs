using System.Globalization;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>What the main log says at a start, of configs that are odd and good all the same too.</summary>
public sealed class StartLogTests : DifferentialTest
{
    [Fact]
    public Task Odd_configs_are_remarked_on_alike() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            run.Write("more.ini", "[program:included]\ncommand=/bin/cat\nautostart=false\nstdout_logfile_maxbytes=0\n");
            run.Write("z.ini", "[program:z]\ncommand=/bin/cat\nautostart=false\n[include]\nfiles=DIR/never.ini\n");
            string port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
            string other = FreePort.Next().ToString(CultureInfo.InvariantCulture);
            string third = FreePort.Next().ToString(CultureInfo.InvariantCulture);
            await run.StartAsync($"""
                [include]
                files = DIR/nothing/*.conf DIR/*.ini DIR/none.conf
                [inet_http_server]
                port=127.0.0.1:{port}
                [inet_http_server:two]
                port=127.0.0.1:{other}
                [inet_http_server:three]
                port=127.0.0.1:{third}
                username=u
                password=p
                [program:merged]
                command=/bin/cat
                autostart=false
                redirect_stderr=true
                stderr_logfile=DIR/merged.err
                [program:system]
                command=/bin/cat
                autostart=false
                stdout_logfile=syslog
                stderr_logfile=syslog
                [program:endless]
                command=/bin/cat
                autostart=false
                stderr_logfile_maxbytes=0
                [program:many]
                command=/bin/cat
                autostart=false
                numprocs=2
                process_name=%(process_num)d
                stdout_logfile_maxbytes=0
                """);
            run.Note("the start", Lines(run));
        },
        new Known(
            "the start",
            Part.Daemon,
            AsRoot + """
            WARN No file matches via include "DIR/nothing/*.conf" (DIR/s.conf:13:9)
            WARN No file matches via include "DIR/none.conf" (DIR/s.conf:13:9)
            WARN For [program:merged], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored (DIR/s.conf:26:16)
            WARN For [program:system], stdout_logfile=syslog but this is deprecated and will be removed.  Use stdout_syslog=true to enable syslog instead. (DIR/s.conf:30:1)
            WARN For [program:system], stderr_logfile=syslog but this is deprecated and will be removed.  Use stderr_syslog=true to enable syslog instead. (DIR/s.conf:31:1)
            WARN For [program:endless], AUTO logging used for stderr_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally (DIR/s.conf:35:25)
            WARN For [program:many], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally (DIR/s.conf:41:25)
            WARN For [program:included], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally (DIR/more.ini:4:25)
            WARN [include] is ignored here: only that of the main file counts (DIR/z.ini:4:1)
            INFO Included extra file "DIR/more.ini" during parsing
            INFO Included extra file "DIR/z.ini" during parsing
            INFO RPC interface 'supervisor' initialized
            CRIT Server 'inet_http_server' running without any HTTP authentication checking
            INFO RPC interface 'supervisor' initialized
            CRIT Server 'inet_http_server:two' running without any HTTP authentication checking
            INFO RPC interface 'supervisor' initialized
            INFO RPC interface 'supervisor' initialized
            CRIT Server 'unix_http_server' running without any HTTP authentication checking
            INFO supervisord started with pid N

            """,
            "In the main log a warning has its place behind it, and is said once, not for each process of a program."));

    [Fact]
    public Task A_named_user_and_a_password_are_remarked_on_alike() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root has something to say on the user");
            await run.StartAsync("[program:cat]\ncommand=/bin/cat\nautostart=false\n", "user=root\nminfds=2000\nidentifier=odd\ndirectory=DIR\numask=077");
            run.Note("the start", Lines(run));
        });

    private static string AsRoot => !Environment.IsPrivilegedProcess ? ""
        : "CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  "
            + "If you intend to run as root, you can set user=root in the config file to avoid this message.\n";

    private static string Lines(ComparedRun run) =>
        string.Concat(run.MainLog.Split('\n').Where(line => line.Length > 0).Select(line => line + "\n"));
}
