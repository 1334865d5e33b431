using System.Globalization;
using System.Text.Json;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Very many programs, and more of them than there is room for. What it takes is in <c>tests/benchmarks/growth.sh</c>.</summary>
public sealed class GrowthTests : EndToEndTest
{
    private const string Number = "{process_num:04}";

    [Fact]
    public async Task Two_thousand_programs_are_listed_once_each_by_whole_and_by_page_and_survive_their_brain()
    {
        const int Many = 2000;
        var daemon = await StartAsync($"""
            [program.web]
            command = ["sleep", "100000"]
            numprocs = {Many}
            process_name = "web_${Number}"
            startsecs = 0
            stdout_logfile = "NONE"
            stderr_logfile = "NONE"
            """);
        await AllRunAsync(daemon, Many);
        var before = await daemon.Control.ProcessesAsync();
        Assert.Equal(Many, before.Select(process => process.Pid).Distinct().Count());
        Assert.Equal(before.Select(process => process.Name), await PagesAsync(daemon, 300));
        Assert.Equal(Many, (await daemon.Ctl("status")).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());

        _ = await daemon.CrashAsync();
        await daemon.AnswersAsync();
        Assert.Equal(before.Select(process => (process.Name, process.Pid)), (await daemon.Control.ProcessesAsync()).Select(process => (process.Name, process.Pid)));

        var (status, stopped) = await daemon.Control.PostAsync("/v1/stop");
        Assert.Equal(200, status);
        Assert.Equal(Many, stopped.GetProperty("results").GetArrayLength());
        Assert.Empty(daemon.ProgramPids());
    }

    [Fact]
    public async Task Programs_for_which_there_are_no_descriptors_are_refused_and_all_others_are_served()
    {
        // 2,000 descriptors, of which 1,750 are for programs: with two pipes, two logs and a stdin each for 350.
        const int Most = 350, Wanted = 380;
        var daemon = await StartAsync(new Setup
        {
            Wrapper = ["sh", "-c", "ulimit -n 2000; exec \"$@\"", "sh"],
            Daemon = "minfds = 100",
            Programs = $$"""
                [program.web]
                command = ["sh", "-c", "echo $SUPERVISOR_PROCESS_NAME; exec sleep 100000"]
                numprocs = {{Wanted}}
                process_name = "web_${{Number}}"
                startsecs = 0
                startretries = 0
                stdout_logfile = "${here}/logs.${process_num}"
                stderr_logfile = "${here}/errors.${process_num}"
                """,
        });
        await daemon.LogsAsync("entered FATAL state", times: Wanted - Most);
        Assert.Contains("too many open files: supervisord may have 2000 (RLIMIT_NOFILE), and its programs have 1750; raise the hard limit and minfds", daemon.MainLog);
        await AllRunAsync(daemon, Most);
        for (var number = 0; number < Most; number++)
        {
            await daemon.FileHasAsync(string.Create(CultureInfo.InvariantCulture, $"logs.{number}"), string.Create(CultureInfo.InvariantCulture, $"web_{number:0000}\n"));
        }

        // What one gives back another one may take, a restart has what it had, and the next brain has what this one had.
        Assert.Equal("ok", await daemon.Control.OperateAsync("web:web_0003", "restart"));
        Assert.NotEqual("ok", await daemon.Control.OperateAsync("web:web_0370", "start"));
        Assert.Equal("ok", await daemon.Control.OperateAsync("web:web_0004", "stop"));
        Assert.Equal("ok", await daemon.Control.OperateAsync("web:web_0005", "stop"));
        Assert.Equal("ok", await daemon.Control.OperateAsync("web:web_0370", "start"));
        _ = await daemon.CrashAsync();
        await daemon.AnswersAsync();
        await AllRunAsync(daemon, Most - 1);

        // Those that are stopped have no log open there.
        Assert.Equal("ok", await daemon.Control.OperateAsync("web:web_0371", "start"));
        Assert.NotEqual("ok", await daemon.Control.OperateAsync("web:web_0372", "start"));
    }

    private static Task AllRunAsync(RunningSupervisor daemon, int count) => Eventually.IsTrueAsync(
        async () => (await daemon.Control.ProcessesAsync()).Count(process => process.StateName == "RUNNING") == count, () => "all run");

    private static async Task<IReadOnlyList<string>> PagesAsync(RunningSupervisor daemon, int limit)
    {
        var (names, next) = (new List<string>(), (string?)$"/v1/processes?limit={limit}");
        while (next is not null)
        {
            using var answer = await daemon.Control.SendAsync(HttpMethod.Get, next);
            using var page = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
            Assert.InRange(page.RootElement.GetArrayLength(), 1, limit);
            names.AddRange(page.RootElement.EnumerateArray().Select(process => process.GetProperty("name").GetString()!));
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        return names;
    }
}
