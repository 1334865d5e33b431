using System.Globalization;
using Supervisor.Environments.Tests.Harness;

namespace Supervisor.Environments.Tests;

/// <summary>supervisord as a service of a real systemd, by the units that are packaged: what the journal has.</summary>
public sealed class SystemdJournalTests(BootedSystem system) : SystemdTest(system)
{
    [Fact]
    public async Task The_main_log_is_in_the_journal_with_levels_and_without_a_second_time()
    {
        var service = await StartedAsync("a");
        await Machine.RunAsync("supervisorctl", "signal", "KILL", "a");

        Assert.Equal("2", (await service.LogsAsync("running without any HTTP authentication checking")).Priority);
        Assert.Equal("6", (await service.LogsAsync("supervisord started with pid")).Priority);
        var exited = await service.LogsAsync("exited: a (terminated by SIGKILL; not expected)");
        Assert.Equal("exited: a (terminated by SIGKILL; not expected)", exited.Message);
        Assert.Equal(("4", "supervisord"), (exited.Priority, exited.Identifier));
    }

    [Fact]
    public async Task Output_of_programs_is_in_the_journal_under_their_own_names()
    {
        var service = await FreshAsync("""
            [program.talker]
            command = ["sh", "-c", "echo hello; echo '<4>careful'; echo oops >&2; printf 'no end'; exec sleep 1004"]
            stdout_logfile = "NONE"
            stdout_journal = true
            stderr_journal = true
            """);
        await service.MustAsync("start");

        await service.LogsAsync("oops", "talker");
        var hello = await service.LogsAsync("hello", "talker");
        Assert.Equal(("6", "talker", "stdout"), (hello.Priority, hello.Field("SUPERVISOR_GROUP"), hello.Field("SUPERVISOR_STREAM")));
        Assert.Equal(await service.RunningAsync("sleep 1004"), [int.Parse(hello.Field("SYSLOG_PID"), CultureInfo.InvariantCulture)]);
        var careful = await service.LogsAsync("careful", "talker");
        Assert.Equal(("careful", "4"), (careful.Message, careful.Priority));
        await service.MustAsync("stop");
        await service.LogsAsync("no end", "talker");
        Assert.Equal("stderr", (await service.LogsAsync("oops", "talker")).Field("SUPERVISOR_STREAM"));
    }
}
