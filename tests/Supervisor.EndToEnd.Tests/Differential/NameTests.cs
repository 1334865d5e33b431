namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Programs without processes, and names that are long, foreign, or look like something else.</summary>
public sealed class NameTests : DifferentialTest
{
    private const string Programs = """
        [program:none]
        command=/bin/cat
        numprocs=0
        [program:größe]
        command=/bin/cat
        startsecs=0
        [program:a_name_that_is_longer_than_all_columns_have_room_for]
        command=/bin/cat
        startsecs=0
        numprocs=2
        process_name=and_a_process_that_is_long_too_%(process_num)d
        [program:a,b]
        command=/bin/cat
        startsecs=0
        [program:50%]
        command=/bin/cat
        startsecs=0
        [program:all]
        command=/bin/cat
        startsecs=0
        [program:x]
        command=/bin/cat
        startsecs=0
        numprocs=2
        process_name=%(process_num)d.%(program_name)s
        [group:empty]
        programs=
        """;

    [Fact]
    public Task Odd_names_are_taken_alike() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Programs);
            foreach (string name in (string[])["größe", "a,b", "50%", "all", "x:0.x", "x:1.x"])
                await run.ReachesAsync(name, "RUNNING");
            foreach (string command in (string[])
                [
                    "status", "status none", "status none:*", "status empty:*", "status größe", "status a,b", "status 50%", "status x", "status x:", "status x:*", "status x:0.x", "status all", "status :",
                    "status :x", "status *", "status x:0.x:1", "stop none:*", "start none:*", "restart none:*", "stop none", "start empty:*", "stop empty", "signal HUP none:*", "clear none:*", "clear none",
                    "pid none", "pid none:*", "tail none", "stop größe", "start größe", "stop a,b", "start a,b", "restart 50%", "stop x:", "start x:", "stop x:0.x x:1.x", "start x:1.x", "status x:*", "stop :",
                    "stop :x", "start *", "restart x", "avail", "update none", "remove none", "add none", "status none", "pid all:all",
                ])
                await run.Ctl(command, anyOrder: command.EndsWith(':') || command.EndsWith('*'));
        },
        new Known("$ clear none:*", Part.Ctl, "exit 1\nnone: ERROR (no such group)\n", "`clear group:*` works."));
}
