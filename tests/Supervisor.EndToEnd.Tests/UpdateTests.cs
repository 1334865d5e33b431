using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Changes of the config while the daemon runs.</summary>
public sealed class UpdateTests : EndToEndTest
{
    private const string Default = """
        [program-default]
        command = ["sleep", "1000"]
        startsecs = 0

        """;

    [Fact]
    public async Task Reread_says_what_would_change_and_changes_nothing()
    {
        var daemon = await StartAsync(Default + "[program.same]\n[program.gone]\n[program.other]\n");
        Assert.Equal(new CommandResult(0, "No config updates to processes\n", ""), await daemon.Ctl("reread"));
        daemon.Rewrite(Default + "[program.same]\n[program.other]\ncommand = [\"sleep\", \"2000\"]\n[program.new]\n");

        Assert.Equal(new CommandResult(0, "gone: disappeared\nnew: available\nother: changed\n", ""), await daemon.Ctl("reread"));
        Assert.Equal(["gone", "other", "same"], (await daemon.Control.ProcessesAsync()).Select(process => process.Name));
        var other = await daemon.ReachesAsync("other", "RUNNING");
        Assert.Equal("sleep 1000", ProcFs.CommandLineOf(other.Pid));
        Assert.Equal(
            $"{"new",-32} {"avail",-9} {"auto",-9} 999:999\n{"other",-32} {"in use",-9} {"auto",-9} 999:999\n{"same",-32} {"in use",-9} {"auto",-9} 999:999\n",
            (await daemon.Ctl("avail")).Stdout);
    }

    [Fact]
    public async Task Update_removes_changes_and_adds_and_leaves_the_rest_alone()
    {
        var daemon = await StartAsync(Default + "[program.same]\n[program.gone]\n[program.other]\n");
        var same = (await daemon.ReachesAsync("same", "RUNNING")).Pid;
        var gone = (await daemon.ReachesAsync("gone", "RUNNING")).Pid;
        daemon.Rewrite(Default + "[program.same]\n[program.other]\ncommand = [\"sleep\", \"2000\"]\n[program.new]\n");

        Assert.Equal(
            new CommandResult(0, "gone: stopped\ngone: removed process group\nother: stopped\nother: updated process group\nnew: added process group\n", ""),
            await daemon.Ctl("update"));
        Assert.Equal(["new", "other", "same"], (await daemon.Control.ProcessesAsync()).Select(process => process.Name));
        Assert.Equal(same, (await daemon.Control.ProcessAsync("same")).Pid);
        Assert.False(ProcFs.IsAlive(gone));
        Assert.Equal("sleep 2000", ProcFs.CommandLineOf((await daemon.ReachesAsync("other", "RUNNING")).Pid));
        await daemon.ReachesAsync("new", "RUNNING");
        Assert.Equal(new CommandResult(0, "", ""), await daemon.Ctl("update"));
    }

    [Fact]
    public async Task A_changed_program_of_a_group_does_not_restart_its_neighbours()
    {
        const string group = "[group.site]\nprograms = [\"web\", \"worker\"]\n";
        var daemon = await StartAsync(Default + group + "[program.web]\n[program.worker]\n");
        var web = (await daemon.ReachesAsync("site:web", "RUNNING")).Pid;
        var worker = (await daemon.ReachesAsync("site:worker", "RUNNING")).Pid;
        daemon.Rewrite(Default + group + "[program.web]\n[program.worker]\nenvironment = { A = \"1\" }\n");

        Assert.Equal(new CommandResult(0, "site: stopped\nsite: updated process group\n", ""), await daemon.Ctl("update"));
        Assert.Equal(web, (await daemon.Control.ProcessAsync("site:web")).Pid);
        Assert.NotEqual(worker, (await daemon.ReachesAsync("site:worker", "RUNNING")).Pid);
    }

    [Theory]
    [InlineData("priority = 5")]
    [InlineData("startretries = 7")]
    [InlineData("stopsignal = \"INT\"")]
    [InlineData("stopwaitsecs = 3")]
    [InlineData("exitcodes = [1]")]
    [InlineData("autorestart = true")]
    [InlineData("stdout_logfile_maxbytes = \"1MB\"")]
    public async Task A_change_that_needs_no_restart_restarts_nothing(string setting)
    {
        var daemon = await StartAsync(Default + "[program.web]\n");
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        daemon.Rewrite(Default + "[program.web]\n" + setting);

        Assert.Equal(new CommandResult(0, "web: updated process group\n", ""), await daemon.Ctl("update"));
        var after = await daemon.Control.ProcessAsync("web");
        Assert.Equal((pid, "RUNNING"), (after.Pid, after.StateName));
        Assert.Equal("No config updates to processes\n", (await daemon.Ctl("reread")).Stdout);
    }

    [Fact]
    public async Task A_stop_signal_that_was_changed_in_place_is_the_one_that_is_sent()
    {
        var daemon = await StartAsync(Default + "[program.web]\n");
        await daemon.ReachesAsync("web", "RUNNING");
        daemon.Rewrite(Default + "[program.web]\nstopsignal = \"INT\"\n");
        await daemon.Ctl("update");
        await daemon.Ctl("stop", "web");

        await daemon.LogsAsync(" WARN stopped: web (terminated by SIGINT)\n");
    }

    [Fact]
    public async Task Numprocs_grows_and_shrinks_without_restarting_the_others()
    {
        var daemon = await StartAsync(Default + "[program.web]\nnumprocs = 2\n");
        var pids = new[] { (await daemon.ReachesAsync("web:web_00", "RUNNING")).Pid, (await daemon.ReachesAsync("web:web_01", "RUNNING")).Pid };
        daemon.Rewrite(Default + "[program.web]\nnumprocs = 4\n");

        Assert.Equal(new CommandResult(0, "web: updated process group\n", ""), await daemon.Ctl("update"));
        await daemon.ReachesAsync("web:web_02", "RUNNING");
        var last = (await daemon.ReachesAsync("web:web_03", "RUNNING")).Pid;
        Assert.Equal(pids, (await daemon.Control.ProcessesAsync()).Take(2).Select(process => process.Pid));

        daemon.Rewrite(Default + "[program.web]\nnumprocs = 2\n");
        Assert.Equal(new CommandResult(0, "web: stopped\nweb: updated process group\n", ""), await daemon.Ctl("update"));
        Assert.Equal(pids, (await daemon.Control.ProcessesAsync()).Select(process => process.Pid));
        Assert.False(ProcFs.IsAlive(last));
    }

    [Fact]
    public async Task Update_of_named_groups_leaves_the_others_for_later()
    {
        var daemon = await StartAsync(Default);
        daemon.Rewrite(Default + "[program.a]\n[program.b]\n");

        Assert.Equal(new CommandResult(0, "a: added process group\n", ""), await daemon.Ctl("update", "a"));
        Assert.Equal(["a"], (await daemon.Control.ProcessesAsync()).Select(process => process.Name));
        Assert.Equal(new CommandResult(1, "ERROR: no such group: zz\nb: added process group\n", ""), await daemon.Ctl("update", "zz", "b"));
    }

    [Fact]
    public async Task Add_and_remove_take_groups_in_and_out()
    {
        var daemon = await StartAsync(Default + "[program.a]\n");
        daemon.Rewrite(Default + "[program.a]\n[program.b]\n");
        Assert.Equal(new CommandResult(1, "ERROR: no such process/group: b\n", ""), await daemon.Ctl("add", "b"));
        await daemon.Ctl("reread");

        Assert.Equal(new CommandResult(0, "b: added process group\n", ""), await daemon.Ctl("add", "b"));
        Assert.Equal(new CommandResult(0, "ERROR: process group already active\n", ""), await daemon.Ctl("add", "b"));
        await daemon.ReachesAsync("b", "RUNNING");
        Assert.Equal(new CommandResult(1, "ERROR: process/group still running: b\n", ""), await daemon.Ctl("remove", "b"));
        await daemon.Ctl("stop", "b");
        Assert.Equal(new CommandResult(0, "b: removed process group\n", ""), await daemon.Ctl("remove", "b"));
        Assert.Equal(new CommandResult(1, "ERROR: no such process/group: b\n", ""), await daemon.Ctl("remove", "b"));
        Assert.Contains($"{"b",-32} {"avail",-9}", (await daemon.Ctl("avail")).Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reread")]
    [InlineData("update")]
    [InlineData("reload")]
    public async Task A_broken_config_is_said_and_changes_nothing(string command)
    {
        var daemon = await StartAsync(Default + "[program.web]\n");
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        daemon.Rewrite(Default + "[program.web]\nstopsingal = \"INT\"\n[program.new]\nnumprocs = \"many\"\n");

        var result = await daemon.Ctl(command);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{daemon.ConfigPath}:14:1: error: unknown key `stopsingal` in [program.web]; did you mean `stopsignal`?\n", result.Stdout, StringComparison.Ordinal);
        Assert.Contains($"{daemon.ConfigPath}:16:", result.Stdout, StringComparison.Ordinal);
        var process = Assert.Single(await daemon.Control.ProcessesAsync());
        Assert.Equal(("web", pid, "RUNNING"), (process.Name, process.Pid, process.StateName));
        Assert.Equal("RUNNING", (await daemon.Control.InfoAsync()).StateName);
    }

    [Fact]
    public async Task A_config_that_has_gone_changes_nothing()
    {
        var daemon = await StartAsync(Default + "[program.web]\n");
        await daemon.ReachesAsync("web", "RUNNING");
        File.Delete(daemon.ConfigPath);

        var (status, body) = await daemon.Control.PostAsync("/v1/update");
        Assert.Equal((422, "bad_config"), (status, body.GetProperty("code").GetString()));
        await daemon.ReachesAsync("web", "RUNNING");
        daemon.Rewrite(Default + "[program.web]\n");
    }

    [Fact]
    public async Task Reload_restarts_everything_with_the_config_on_disk()
    {
        var daemon = await StartAsync(Default + "[program.web]\n");
        var before = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        daemon.Rewrite(Default + "[program.web]\ncommand = [\"sleep\", \"2000\"]\n");

        Assert.Equal(new CommandResult(0, "Restarted supervisord\n", ""), await daemon.Ctl("reload"));
        await daemon.LogsAsync("spawned: 'web'", times: 2);
        var after = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        Assert.NotEqual(before, after);
        Assert.Equal("sleep 2000", ProcFs.CommandLineOf(after));
        Assert.Equal(daemon.Pid, (await daemon.Control.InfoAsync()).Pid);
    }
}
