using System.Collections;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;

namespace Supervisor.Engine.Tests.Children;

public sealed class ChildEnvironmentTests
{
    [Fact]
    public void What_was_meant_for_the_daemon_does_not_reach_a_program()
    {
        var environment = For(new Hashtable
        {
            ["NOTIFY_SOCKET"] = "/run/systemd/notify",
            ["WATCHDOG_USEC"] = "1",
            ["WATCHDOG_PID"] = "1",
            ["LISTEN_FDS"] = "1",
            ["LISTEN_PID"] = "1",
            ["LISTEN_FDNAMES"] = "x",
            ["HOME"] = "/root",
        });

        Assert.Contains("HOME=/root", environment);
        Assert.DoesNotContain(environment, line => line.StartsWith("NOTIFY", StringComparison.Ordinal));
        Assert.DoesNotContain(environment, line => line.StartsWith("WATCHDOG", StringComparison.Ordinal));
        Assert.DoesNotContain(environment, line => line.StartsWith("LISTEN", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_that_wants_it_anyhow_gets_it() =>
        Assert.Contains("NOTIFY_SOCKET=/x", For(new Hashtable { ["NOTIFY_SOCKET"] = "/y" }, ("NOTIFY_SOCKET", "/x")));

    [Fact]
    public void The_variables_of_supervisord_name_the_process_its_group_and_the_server()
    {
        var environment = For([]);

        Assert.Equal(
            ["SUPERVISOR_ENABLED=1", "SUPERVISOR_GROUP_NAME=site", "SUPERVISOR_PROCESS_NAME=web_00", "SUPERVISOR_SERVER_URL=unix:///run/s.sock"],
            environment.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_config_has_the_last_word()
    {
        var environment = For(new Hashtable { ["A"] = "daemon" }, ("A", "config"), ("SUPERVISOR_PROCESS_NAME", "mine"));

        Assert.Contains("A=config", environment);
        Assert.Contains("SUPERVISOR_PROCESS_NAME=mine", environment);
        Assert.Equal(environment.Count, environment.Select(line => line.Split('=')[0]).Distinct().Count());
    }

    private static IReadOnlyList<string> For(Hashtable daemon, params (string Name, string Value)[] configured) =>
        new ChildEnvironment((IDictionary)daemon, "unix:///run/s.sock").For(new ProcessSpec
        {
            Name = new ProcessName("site", "web_00"),
            Program = "web",
            Command = new CommandLine("x", ["x"]),
            Environment = new ValueMap(configured.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        });
}
