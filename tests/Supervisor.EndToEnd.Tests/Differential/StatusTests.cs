using Supervisor.Control.Client;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>What the clients say of processes in every state.</summary>
public sealed class StatusTests : DifferentialTest
{
    private const string Programs = """
        [program:cat]
        command=/bin/cat
        [program:manual]
        command=/bin/cat
        autostart=false
        [program:once]
        command=/bin/true
        startsecs=0
        autorestart=false
        [program:failed]
        command=/bin/sh -c "exit 7"
        startsecs=0
        autorestart=false
        [program:missing]
        command=/no/such/program
        startretries=0
        [program:folder]
        command=/tmp
        startretries=0
        [program:closed]
        command=/etc/passwd
        startretries=0
        [program:quick]
        command=/bin/sh -c "exit 3"
        startretries=0
        [program:again]
        command=/no/such/program
        startretries=1000
        [program:slow]
        command=/bin/cat
        startsecs=600
        [program:stubborn]
        command=/bin/sh -c "trap '' TERM; echo ready; while :; do sleep 600 & wait $!; done"
        stopwaitsecs=600
        startsecs=0
        stdout_logfile=DIR/stubborn.log
        [program:a-name-that-is-longer-than-the-column-of-names]
        command=/bin/cat
        [program:web]
        command=/bin/cat
        numprocs=2
        process_name=%(program_name)s_%(process_num)02d
        [group:site]
        programs=web
        """;

    [Fact]
    public Task States_are_shown_alike() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Programs);
            await run.HasAsync("stubborn.log", "ready");
            await run.AskAsync(rpc => rpc.OperateProcessAsync("stubborn", "stubborn", ProcessVerb.Stop, wait: false));
            foreach (string running in (string[])["cat", "site:web_00", "site:web_01", "a-name-that-is-longer-than-the-column-of-names"])
                await run.ReachesAsync(running, "RUNNING");
            await run.ReachesAsync("once", "EXITED");
            await run.ReachesAsync("failed", "EXITED");
            foreach (string fatal in (string[])["missing", "folder", "closed", "quick"])
                await run.ReachesAsync(fatal, "FATAL");
            await run.ReachesAsync("stubborn", "STOPPING");
            await run.Ctl("status");
            await run.Ctl("status all");
            await run.Ctl("status cat");
            await run.Ctl("status slow again stubborn");
            await run.Ctl("status manual");
            await run.Ctl("status once");
            await run.Ctl("status failed");
            await run.Ctl("status missing");
            await run.Ctl("status site:*");
            await run.Ctl("status site:web_01 cat site:web_00");
            await run.Ctl("status site:");
            await run.Ctl("status zz");
            await run.Ctl("status zz:* cat");
            await run.Ctl("status zz manual");
            await run.Ctl("status web");
            await run.Ctl("avail");
            await run.Ctl("pid manual");
            await run.Ctl("pid zz manual");
            await run.Ctl("pid site:*");
            await run.Ctl("start missing");
            await run.Ctl("start folder");
            await run.Ctl("start closed");
            await run.Ctl("start quick");
            await run.Ctl("start again");
            await run.Ctl("start slow");
            await run.Ctl("stop manual once missing");
            await run.Ctl("stop again");
            await run.Ctl("stop slow");
            await run.Ctl("signal HUP manual");
            await run.Ctl("start stubborn");
            await run.Ctl("fg");
            await run.Ctl("fg cat manual");
            await run.Ctl("fg zz");
            await run.Ctl("fg manual");
            await run.Ctl("status cat");
        });

    [Fact]
    public Task Numbers_are_right() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Programs);
            await run.ReachesAsync("cat", "RUNNING");
            int daemon = run.DaemonPid;
            int cat = await run.PidOfAsync("cat", "cat");
            Assert.Equal($"exit 0\n{daemon}\n", (await run.CtlResultAsync("pid")).ToString());
            Assert.Equal($"exit 0\n{cat}\n", (await run.CtlResultAsync("pid cat")).ToString());
        });
}
