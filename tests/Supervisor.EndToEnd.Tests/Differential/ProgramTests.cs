using System.Globalization;
using Mono.Unix.Native;
using Supervisor.Control.Client;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>How programs are started, watched, restarted and stopped, as their logs and the main log tell.</summary>
public sealed class ProgramTests : DifferentialTest
{
    [Fact]
    public Task Lives_are_told_the_same() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync("""
                [program:steady]
                command=/bin/cat
                [program:never]
                command=/bin/sh -c "exit 1"
                startsecs=0
                autorestart=false
                [program:expected]
                command=/bin/sh -c "exit 2"
                startsecs=0
                exitcodes=0,2
                [program:unexpected]
                command=/bin/sh -c "echo x >>DIR/unexpected; [ $(wc -l <DIR/unexpected) -ge 3 ] && exit 0; exit 4"
                startsecs=0
                [program:always]
                command=/bin/sh -c "echo x >>DIR/always; [ $(wc -l <DIR/always) -ge 3 ] && exec cat; exit 0"
                startsecs=0
                autorestart=true
                [program:flaky]
                command=/bin/sh -c "echo x >>DIR/flaky; [ $(wc -l <DIR/flaky) -ge 3 ] && exec cat; exit 0"
                startsecs=1
                [program:hopeless]
                command=/bin/sh -c "exit 5"
                startsecs=1
                startretries=1
                [program:missing]
                command=/no/such/program
                startretries=1
                [program:killed]
                command=/bin/sh -c "kill -9 $$"
                startsecs=0
                autorestart=false
                [program:stopped]
                command=/bin/cat
                startsecs=0
                [program:int]
                command=/bin/sh -c "trap 'exit 0' INT; echo ready; while :; do sleep 0.1; done"
                startsecs=0
                stopsignal=INT
                stdout_logfile=DIR/int.log
                [program:stubborn]
                command=/bin/sh -c "trap '' TERM; echo ready; sleep 600 & echo $! >DIR/grandchild; while :; do wait; done"
                stopwaitsecs=1
                killasgroup=true
                startsecs=0
                stdout_logfile=DIR/stubborn.log
                """);
            await run.ReachesAsync("steady", "RUNNING");
            await run.ReachesAsync("never", "EXITED");
            await run.ReachesAsync("expected", "EXITED");
            await run.ReachesAsync("unexpected", "EXITED", info => info.ExitStatus == 0);
            await run.HasAsync("always", "x", times: 3);
            await run.ReachesAsync("always", "RUNNING");
            await run.ReachesAsync("flaky", "RUNNING");
            await run.ReachesAsync("hopeless", "FATAL");
            await run.ReachesAsync("missing", "FATAL");
            await run.ReachesAsync("killed", "EXITED");
            await run.HasAsync("int.log", "ready");
            await run.HasAsync("stubborn.log", "ready");
            await run.HasAsync("grandchild", "\n");
            foreach (string name in (string[])["stopped", "int", "stubborn"])
                await run.AskAsync(rpc => rpc.OperateProcessAsync(name, name, ProcessVerb.Stop));
            int grandchild = int.Parse(run.Read("grandchild"), CultureInfo.InvariantCulture);
            await Supervisor.Testing.Eventually.IsTrueAsync(() => !Harness.ProcFs.IsAlive(grandchild), "the group of stubborn is gone");
            foreach (string last in (string[])
                [
                    "success: steady", "success: flaky", "gave up: hopeless", "gave up: missing", "stopped: stopped", "stopped: int", "stopped: stubborn", "exited: never",
                    "exited: expected", "exited: unexpected (exit status 0", "exited: killed",
                ])
                await run.LogsAsync(last);
            await run.LogsAsync("spawned: 'always'", times: 3);
            foreach (string name in (string[])["steady", "flaky", "hopeless", "missing", "stopped", "int", "stubborn"])
                run.NoteLog(name);
            // These may end before supervisord has looked whether they are RUNNING, which it does once in a while.
            foreach (string name in (string[])["never", "expected", "unexpected", "always", "killed"])
                run.NoteLog(name, success: false);
            await run.Python("states", Info("'name', 'statename', 'exitstatus', 'spawnerr', 'state'"));
            await run.AskAsync(async rpc => { await rpc.ShutdownAsync(); return 0; });
            await run.EndsAsync();
            run.NoteExitCode();
        });

    [Fact]
    public Task A_child_finds_the_same_surroundings() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            run.Write("env.sh", "env | grep -E '^(SUPERVISOR_|[ABCDE]=|COMPARED=|PATH=)' | grep -v -e SUPERVISOR_TEST_RUN -e SUPERVISOR_INSTANCE | sort; pwd; umask; id -u; echo \"$0 $*\"; readlink /proc/self/fd/0 | cut -d: -f1; echo err >&2; ulimit -c >/dev/null; exec cat");
            await run.StartAsync("""
                [program:env]
                command=/bin/sh DIR/env.sh %(process_num)02d "two words" %(program_name)s %(group_name)s %(ENV_COMPARED)s %(here)s %(ENV_B)s
                process_name=%(program_name)s-%(process_num)d
                numprocs=2
                numprocs_start=3
                startsecs=0
                directory=/tmp
                umask=027
                environment=A="one, two",B='b%(process_num)d',C=%(host_node_name)s,D="%(ENV_COMPARED)s 100%%"
                stdout_logfile=%(here)s/env-%(process_num)d.out
                stderr_logfile=%(here)s/env-%(process_num)d.err
                [program:merged]
                command=/bin/sh -c "echo out; echo err >&2; echo out; exec cat"
                redirect_stderr=true
                startsecs=0
                stdout_logfile=DIR/merged.log
                [program:plain]
                command=sh -c "env | grep -E '^(SUPERVISOR_|A=|E=)' | grep -v SUPERVISOR_TEST_RUN | sort; echo $PWD; exec cat"
                startsecs=0
                serverurl=http://example.org:1
                stdout_logfile=DIR/plain.log
                stderr_logfile=NONE
                """, "environment=A=global,E=\"from all\"");
            await run.HasAsync("env-4.err", "err");
            await run.HasAsync("env-3.err", "err");
            await run.HasAsync("merged.log", "out", times: 2);
            await run.HasAsync("plain.log", "\n/");
            foreach (string name in (string[])["env:env-3", "env:env-4", "merged", "plain"])
                await run.ReachesAsync(name, "RUNNING");
            foreach (string file in (string[])["env-3.out", "env-4.out", "env-3.err", "merged.log", "plain.log"])
                run.NoteFile(file);
        },
        new Known(
            "plain.log",
            Part.Daemon,
            """
            A=global
            E=from all
            SUPERVISOR_ENABLED=1
            SUPERVISOR_GROUP_NAME=plain
            SUPERVISOR_INSTANCE=X
            SUPERVISOR_PROCESS_NAME=plain
            SUPERVISOR_SERVER_URL=http://example.org:1
            DIR

            """,
            "`SUPERVISOR_INSTANCE` is new in the environment of programs"));

    [Fact]
    public Task A_program_that_cannot_be_set_up_is_given_up_alike() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            run.Write("script", "no first line that says with what\n");
            File.SetUnixFileMode(run["script"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
            await run.StartAsync("""
                [program:dir]
                command=/bin/cat
                directory=/nonexistent
                startretries=0
                autostart=false
                [program:script]
                command=DIR/script
                startretries=0
                autostart=false
                """);
            foreach (string name in (string[])["dir", "script"])
            {
                await run.Ctl($"start {name}");
                await run.ReachesAsync(name, "FATAL");
                await run.Ctl($"status {name}");
            }
        },
        new Known("$ status dir", Part.Daemon, "exit 3\ndir                              FATAL     chdir /nonexistent: no such file or directory\n", NotSetUp),
        new Known("$ status script", Part.Daemon, "exit 3\nscript                           FATAL     exec DIR/script: exec format error\n", NotSetUp));

    private const string NotSetUp =
        "A program that cannot be set up or executed (its `directory`, its `user`, a script without a first line) is a failed start with the reason in its status.";

    [Fact]
    public Task Another_user_is_taken_on_the_same()
    {
        NeedsRoot();
        return SameAsync(
            Pair.Daemons,
            async run =>
            {
                await run.StartAsync("""
                    [program:nobody]
                    command=/bin/sh -c "id -u; id -g; id -G; echo $HOME $USER $LOGNAME; umask; exec cat"
                    user=nobody
                    environment=HOME=/elsewhere,USER=nobody
                    startsecs=0
                    directory=/
                    stdout_logfile=DIR/nobody.log
                    """);
                await run.HasAsync("nobody.log", "elsewhere");
                await run.ReachesAsync("nobody", "RUNNING");
                run.NoteFile("nobody.log");
            });
    }

    [Fact]
    public Task Logs_rotate_to_the_same_names() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync("""
                [program:many]
                command=/bin/sh -c "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do printf '%%0400d\n' $i; sleep 0.1; done; echo done >DIR/written; exec cat"
                startsecs=0
                stdout_logfile=DIR/many.log
                stdout_logfile_maxbytes=1000
                stdout_logfile_backups=2
                [program:none]
                command=/bin/sh -c "for i in 1 2 3 4 5 6 7 8; do printf '%%0400d\n' $i; sleep 0.1; done; echo last; exec cat"
                startsecs=0
                stdout_logfile=DIR/none.log
                stdout_logfile_maxbytes=1000
                stdout_logfile_backups=0
                [program:endless]
                command=/bin/sh -c "for i in 1 2 3 4 5 6 7 8; do printf '%%0400d\n' $i; done; echo last; exec cat"
                startsecs=0
                stdout_logfile=DIR/endless.log
                stdout_logfile_maxbytes=0
                """);
            await run.HasAsync("written", "done");
            await run.HasAsync("none.log", "last");
            await run.HasAsync("endless.log", "last");
            run.Note("files", string.Join('\n', Directory.EnumerateFiles(run["."], "*.log*").Select(Path.GetFileName).Where(name => !name!.Contains("---", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
            run.NoteFile("endless.log");
        });

    [Fact]
    public Task Priorities_order_starts_and_the_shutdown() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync("""
                [program:third]
                command=/bin/cat
                priority=30
                [program:first]
                command=/bin/cat
                priority=10
                [program:second]
                command=/bin/cat
                priority=20
                """);
            foreach (string name in (string[])["first", "second", "third"])
                await run.ReachesAsync(name, "RUNNING");
            await run.LogsAsync("success: ", times: 3);
            run.Note("order of starts", Lines(run, "spawned: "));
            ComparedRun.Signal(run.DaemonPid, Signum.SIGTERM);
            await run.EndsAsync();
            run.Note("order of stops", Lines(run, "stopped: "));
            run.Note("the end", Lines(run, "received SIG"));
            run.NoteExitCode();
        });

    [Fact]
    public Task Signals_to_supervisord_do_the_same() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            await run.StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0\nstdout_logfile=DIR/cat.log\n");
            await run.LogsAsync("success: cat");
            File.Move(run["cat.log"], run["cat.log.moved"]);
            ComparedRun.Signal(run.DaemonPid, Signum.SIGUSR2);
            await Supervisor.Testing.Eventually.IsTrueAsync(() => File.Exists(run["cat.log"]), "the log is opened anew");
            await run.LogsAsync("supervisord logreopen");
            ComparedRun.Signal(run.DaemonPid, Signum.SIGHUP);
            await run.LogsAsync("success: cat", times: 2);
            ComparedRun.Signal(run.DaemonPid, Signum.SIGINT);
            await run.EndsAsync();
            run.NoteExitCode();
            // Whether anything is still waited for when that is said is a matter of time.
            run.Note("main.log", string.Concat(run.MainLog.Split('\n')
                .Where(line => line.Length > 0 && !line.Contains("waiting for", StringComparison.Ordinal)).Select(line => line + "\n")));
        },
        new Known(
            "main.log",
            Part.Daemon,
            """
            CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  If you intend to run as root, you can set user=root in the config file to avoid this message.
            INFO RPC interface 'supervisor' initialized
            CRIT Server 'unix_http_server' running without any HTTP authentication checking
            INFO supervisord started with pid N
            INFO spawned: 'cat' with pid N
            INFO success: cat entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)
            INFO received SIGUSR2 indicating log reopen request
            INFO supervisord logreopen
            WARN received SIGHUP indicating restart request
            WARN stopped: cat (terminated by SIGTERM)
            INFO supervisord started with pid N
            INFO spawned: 'cat' with pid N
            INFO success: cat entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)
            WARN received SIGINT indicating exit request
            WARN stopped: cat (terminated by SIGTERM)

            """,
            "A reload does not repeat what the start has logged about root and about the control servers."));

    internal static string Info(string fields) => $$"""
        import sys, xmlrpc.client
        from supervisor.xmlrpc import SupervisorTransport
        server = xmlrpc.client.ServerProxy('http://127.0.0.1', transport=SupervisorTransport(None, None, sys.argv[1]))
        for info in server.supervisor.getAllProcessInfo():
            print(*[info[field] for field in [{{fields}}]])
        """;

    private static string Lines(ComparedRun run, string having) =>
        string.Concat(run.MainLog.Split('\n').Where(line => line.Contains(having, StringComparison.Ordinal)).Select(line => line + "\n"));

    private static void NeedsRoot() => Assert.SkipUnless(Syscall.geteuid() == 0, "needs root: other users");
}
