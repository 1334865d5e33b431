namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Configs that change under a running supervisord.</summary>
public sealed class ConfigTests : DifferentialTest
{
    private const string Before = """
        [program:stays]
        command=/bin/cat
        startsecs=0
        [program:changes]
        command=/bin/cat
        startsecs=0
        [program:goes]
        command=/bin/cat
        startsecs=0
        [program:member]
        command=/bin/cat
        startsecs=0
        [group:pack]
        programs=member
        """;

    private const string After = """
        [program:stays]
        command=/bin/cat
        startsecs=0
        [program:changes]
        command=/bin/cat -u
        startsecs=0
        [program:comes]
        command=/bin/cat
        startsecs=0
        [program:waits]
        command=/bin/cat
        autostart=false
        [program:member]
        command=/bin/cat -u
        startsecs=0
        [group:pack]
        programs=member
        """;

    [Fact]
    public Task Reread_update_add_and_remove_do_the_same() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Before);
            await RunAllAsync(run, "stays", "changes", "goes", "pack:member");
            await run.Ctl("reread");
            await run.Ctl("update");
            await run.Ctl("update stays");
            await run.Ctl("update zz");
            run.Configure(After);
            await run.Ctl("status");
            await run.Ctl("reread");
            await run.Ctl("reread");
            await run.Ctl("avail");
            await run.Ctl("add comes");
            await run.Ctl("add comes");
            await run.Ctl("add zz");
            await run.Ctl("remove comes");
            await run.Ctl("stop comes");
            await run.Ctl("remove comes");
            await run.Ctl("remove comes");
            await run.Ctl("status comes");
            await run.Ctl("update goes zz");
            await run.Ctl("status goes");
            await run.Ctl("update");
            await RunAllAsync(run, "stays", "changes", "comes", "pack:member");
            await run.Ctl("status");
            await run.Ctl("update all");
            await run.Ctl("stop waits");
            run.Configure(Before);
            await run.Ctl("update changes");
            await run.Ctl("update pack goes");
            await RunAllAsync(run, "changes", "goes");
            await run.Ctl("status changes goes");
            await run.Ctl("stop all", anyOrder: true);
            await run.Ctl("update");
            await run.Ctl("status");
            await run.Ctl("avail");
        });

    [Fact]
    public Task A_reload_takes_the_new_config() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Before);
            await RunAllAsync(run, "stays", "changes", "goes", "pack:member");
            run.Configure(After);
            await run.Ctl("reload");
            await run.LogsAsync("supervisord started with pid", times: 2);
            await run.AnswersAgainAsync();
            await RunAllAsync(run, "stays", "changes", "comes", "pack:member");
            await run.Ctl("status");
            await run.Ctl("reread");
        });

    [Fact]
    public Task A_config_with_a_mistake_changes_nothing() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Before);
            await RunAllAsync(run, "stays", "changes", "goes", "pack:member");
            run.Configure("[program:stays]\ncommand=/bin/cat\nstartsecs=soon\n");
            await run.CtlCode("reread");
            await run.CtlCode("update");
            await run.Ctl("status");
            await run.Ctl("avail");
        });

    private static async Task RunAllAsync(ComparedRun run, params string[] names)
    {
        foreach (string name in names)
            await run.ReachesAsync(name, "RUNNING");
    }
}
