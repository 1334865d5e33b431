using Mono.Unix.Native;
using Supervisor.Control.Client;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Commands on one process, many, groups and all, on unknown names, and on processes that are not as they should be.</summary>
public sealed class CommandTests : DifferentialTest
{
    private const string Programs = """
        [program:cat]
        command=/bin/cat
        startsecs=0
        [program:dog]
        command=/bin/cat
        startsecs=0
        autostart=false
        [program:told]
        command=/bin/sh -c "trap 'echo hup' HUP; trap 'echo usr1' USR1; echo ready; while :; do read x; done"
        startsecs=0
        stdout_logfile=DIR/told.log
        [program:crash]
        command=/bin/sh -c "exit 3"
        startsecs=1
        startretries=0
        autostart=false
        [program:missing]
        command=/no/such/program
        autostart=false
        [program:web]
        command=/bin/cat
        startsecs=0
        numprocs=2
        process_name=%(program_name)s_%(process_num)02d
        [group:site]
        programs=web
        """;

    private const string ClearHelp =
        """
        clear <name>		Clear a process' log files.
        clear <gname>:*		Clear the log files of all processes in a group
        clear <name> <name>	Clear multiple process' log files
        clear all		Clear all process' log files

        """;

    private const string Stubborn = """
        [program:stubborn]
        command=/bin/sh -c "trap '' TERM; trap 'exit 0' USR1; echo ready; while :; do read x; done"
        stopwaitsecs=600
        startsecs=0
        stdout_logfile=DIR/stubborn.log
        """;

    [Fact]
    public Task Start_stop_restart_and_signal_do_the_same() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Programs);
            await run.HasAsync("told.log", "ready");
            await run.ReachesAsync("cat", "RUNNING");
            await run.ReachesAsync("site:web_01", "RUNNING");
            foreach (string command in (string[])
                [
                    "start cat", "start dog", "start dog dog zz", "start zz", "start zz:*", "start zz:zz", "start site", "start", "start crash",
                    "start missing dog", "stop dog", "stop dog", "stop dog zz cat", "stop zz", "stop zz:*", "stop", "start cat zz", "restart cat",
                    "restart dog", "restart zz", "restart zz:*", "restart", "signal HUP told", "signal USR1 told cat:", "signal hup told",
                    "signal SIGUSR1 told", "signal NOPE told", "signal HUP dog", "signal HUP zz", "signal HUP zz:*", "signal HUP", "signal",
                    "signal 0 told", "signal 99 told", "status dog crash missing",
                ])
                await run.Ctl(command);
            foreach (string command in (string[])
                [
                    "stop site:*", "stop site:*", "start site:*", "start site:*", "restart site:*", "signal CONT site:*", "stop site: cat", "start site: cat",
                    "stop all", "stop all",
                ])
                await run.Ctl(command, anyOrder: true);
            await run.Ctl("stop site:web_00 all zz");
            await run.Ctl("status");
            await run.Ctl("shutdown");
            await run.EndsAsync();
            run.NoteExitCode();
            await run.Ctl("shutdown");
            await run.Ctl("status");
            await run.Ctl("start cat");
        },
        new Known("$ signal 0 told", Part.Daemon, "exit 1\ntold: ERROR (bad signal name)\n", "Signal 0 is none."));

    [Fact]
    public Task Words_after_commands_are_taken_the_same() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Programs);
            await run.ReachesAsync("cat", "RUNNING");
            foreach (string command in (string[])
                [
                    "nonsense", "status-x", "!ls", "? zz", "help zz", "avail x", "reread x", "reload x", "shutdown x", "version x", "add", "remove", "pid all x", "open", "open ftp://x",
                    "tail", "tail -f", "tail a b c", "tail a b c d", "tail cat foo", "tail -x cat", "tail cat STDERR", "maintail x", "maintail -x", "maintail a b", "clear", "add zz", "remove zz",
                ])
                await run.Ctl(command);
            await run.Shell("the shell", """
                version x
                nonsense

                status cat zz
                stop cat
                start cat
                help nonsense
                quit
                status
                """);
            await run.Shell("the shell: no", "shutdown\nn\n");
        },
        new Known(
            "$ clear",
            Part.Ctl,
            $"exit 1\nError: clear requires a process name\n{ClearHelp}",
            "`clear group:*` works."),
        new Known(
            "the shell: no",
            Part.Ctl,
            """
            exit 0
            cat                              RUNNING   pid N, uptime T
            crash                            STOPPED   Not started
            dog                              STOPPED   Not started
            missing                          STOPPED   Not started
            site:web_00                      RUNNING   pid N, uptime T
            site:web_01                      RUNNING   pid N, uptime T
            told                             RUNNING   pid N, uptime T
            Really shut the remote supervisord process down y/N?


            """,
            "The shell prints no prompt when its input is no terminal, and its questions end their line."));

    [Fact]
    public Task Help_is_the_same() => SameAsync(
        Pair.Clients,
        async run =>
        {
            run.Configure("");
            foreach (string topic in (string[])
                [
                    "add", "avail", "clear", "exit", "fg", "help", "maintail", "open", "pid", "quit", "reload", "remove", "reread", "restart", "shutdown", "signal", "start",
                    "status", "stop", "tail", "update", "version",
                ])
                await run.Ctl($"help {topic}");
            await run.Ctl("help");
        },
        new Known(
            "$ help",
            Part.Ctl,
            """
            exit 0

            default commands (type help <topic>):
            =====================================
            add    exit         maintail  quit    reread    signal  stop    upgrade
            avail  fg           open      reload  restart   start   tail    version
            clear  healthcheck  pid       remove  shutdown  status  update


            """,
            "`upgrade` and `healthcheck` are new."),
        new Known("$ help clear", Part.Ctl, $"exit 0\n{ClearHelp}", "`clear group:*` works."));

    [Fact]
    public Task Without_a_server_everything_ends_the_same() => SameAsync(
        Pair.Clients,
        async run =>
        {
            run.Configure("");
            foreach (string command in (string[])
                ["status", "status x", "start x", "stop x", "restart x", "signal HUP x", "tail x", "maintail", "pid", "clear x", "version", "fg x", "shutdown", "open unix://DIR/none"])
                await run.Ctl(command);
            await run.CtlWith("-s", "http://127.0.0.1:1", "status");
            await run.CtlWith("-s", "http://127.0.0.1:1", "version");
            await run.CtlWith("-s", "http://127.0.0.1:1", "shutdown");
        });

    [Fact]
    public Task A_process_that_is_being_stopped_is_answered_for_the_same() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Stubborn);
            await run.HasAsync("stubborn.log", "ready");
            int pid = await run.PidOfAsync("stubborn", "stubborn");
            await run.AskAsync(rpc => rpc.OperateProcessAsync("stubborn", "stubborn", ProcessVerb.Stop, wait: false));
            await run.Ctl("status");
            await run.Ctl("start stubborn");
            await run.Ctl("signal WINCH stubborn");
            await run.Ctl("remove stubborn");
            ComparedRun.Signal(pid, Signum.SIGUSR1);
            await run.ReachesAsync("stubborn", "STOPPED");
            await run.Ctl("status");
            await run.Ctl("remove stubborn");
            await run.Ctl("status");
            await run.Ctl("add stubborn");
            await run.LogsAsync("success: stubborn", times: 2);
            run.NoteLog("stubborn");
        },
        new Known(
            "main log: stubborn",
            Part.Daemon,
            """
            INFO spawned: 'stubborn' with pid N
            INFO success: stubborn entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)
            INFO stopped: stubborn (exit status 0)
            INFO spawned: 'stubborn' with pid N
            INFO success: stubborn entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)

            """,
            "A start while the process is being stopped is refused, with and without waiting."));

    [Fact]
    public Task A_second_stop_is_answered_for() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Stubborn);
            await run.HasAsync("stubborn.log", "ready");
            int pid = await run.PidOfAsync("stubborn", "stubborn");
            await run.AskAsync(rpc => rpc.OperateProcessAsync("stubborn", "stubborn", ProcessVerb.Stop, wait: false));
            await run.Ctl("stop stubborn");
            await run.Ctl("restart stubborn");
            ComparedRun.Signal(pid, Signum.SIGUSR1);
            await run.ReachesAsync("stubborn", "STOPPED");
        });
}
