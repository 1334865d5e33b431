using System.Text.Json;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Tests;

/// <summary>The published names of the fields.</summary>
public sealed class WireJsonTests
{
    [Fact]
    public void A_process_keeps_its_field_names()
    {
        var process = new ProcessInfo { Group = "g", Name = "n", Description = "d", State = 20, StateName = "RUNNING" };
        Assert.Equal(
            """{"group":"g","name":"n","description":"d","state":20,"statename":"RUNNING","start":0,"stop":0,"now":0,"spawnerr":"","exitstatus":0,"pid":0,"stdout_logfile":"","stderr_logfile":"","retries":0,"warnings":[]}""",
            JsonSerializer.Serialize(process, WireJson.Default.ProcessInfo));
    }

    [Fact]
    public void The_daemon_keeps_its_field_names()
    {
        var info = new SupervisorInfo { Version = "1.0", Identification = "supervisor", Pid = 1, State = 1, StateName = "RUNNING", ConfigFile = "/c" };
        Assert.Equal(
            """{"version":"1.0","api_version":"1","identification":"supervisor","pid":1,"state":1,"statename":"RUNNING","config_file":"/c","warnings":[]}""",
            JsonSerializer.Serialize(info, WireJson.Default.SupervisorInfo));
    }

    [Fact]
    public void A_problem_leaves_out_the_diagnostics_that_it_does_not_have()
    {
        var problem = new Problem { Title = "Not Found", Status = 404, Detail = "x", Code = "no_log" };
        Assert.Equal(
            """{"type":"about:blank","title":"Not Found","status":404,"detail":"x","code":"no_log"}""",
            JsonSerializer.Serialize(problem, WireJson.Default.Problem));
    }

    [Fact]
    public void Changes_and_results_keep_their_field_names()
    {
        var changes = new ConfigChanges(
            [new GroupChange { Group = "g", Change = "added" }], [new DiagnosticInfo("warning", "f", 1, 2, "t")]);
        Assert.Equal(
            """{"changes":[{"group":"g","change":"added","stopped":false,"code":"ok"}],"diagnostics":[{"severity":"warning","file":"f","line":1,"column":2,"text":"t"}]}""",
            JsonSerializer.Serialize(changes, WireJson.Default.ConfigChanges));
        var results = new OperationResults([new OperationResult { Group = "g", Name = "n", Code = "ok" }]);
        Assert.Equal(
            """{"results":[{"group":"g","name":"n","code":"ok","detail":""}]}""",
            JsonSerializer.Serialize(results, WireJson.Default.OperationResults));
    }

    [Fact]
    public void A_configured_process_keeps_its_field_names()
    {
        IReadOnlyList<ConfigInfo> config =
        [
            new() { Group = "g", Name = "n", InUse = true, AutoStart = false, GroupPriority = 1, ProcessPriority = 2, Command = "c" },
        ];
        Assert.Equal(
            """[{"group":"g","name":"n","inuse":true,"autostart":false,"group_priority":1,"process_priority":2,"command":"c"}]""",
            JsonSerializer.Serialize(config, WireJson.Default.IReadOnlyListConfigInfo));
    }

    [Fact]
    public void A_field_that_an_older_server_does_not_have_gets_its_default()
    {
        ProcessInfo? process = JsonSerializer.Deserialize(
            """{"group":"g","name":"n","description":"d","state":20,"statename":"RUNNING"}""", WireJson.Default.ProcessInfo);
        Assert.Equal(("", "", "", 0), (process?.SpawnError, process?.StdoutLogFile, process?.StderrLogFile, process?.Warnings.Count));
        GroupChange? change = JsonSerializer.Deserialize(
            """{"changes":[{"group":"g","change":"added"}],"diagnostics":[]}""", WireJson.Default.ConfigChanges)?.Changes[0];
        Assert.Equal((ErrorCodes.Ok, false), (change?.Code, change?.Stopped));
        Assert.Equal("", JsonSerializer.Deserialize("""{"group":"g","name":"n","code":"ok"}""", WireJson.Default.OperationResult)?.Detail);
    }
}
