using Supervisor.Core.Collections;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Specs;

namespace Supervisor.Core.Tests.Roster;

public sealed class RosterPlanTests
{
    private static readonly ProcessSpec Web = Given.Process("web");

    public static TheoryData<string> InPlace =>
    [
        "Program", "Priority", "AutoStart", "AutoRestart", "StartDuration", "StartRetries", "ExitCodes", "Essential", "StopSignal", "StopWait",
        "StopAsGroup", "KillAsGroup", "Stdout.MaxBytes", "Stdout.Backups", "Stdout.EventsEnabled", "Stderr.MaxBytes",
        "Stderr.Backups", "Stderr.EventsEnabled",
    ];

    public static TheoryData<string> WithRestart =>
    [
        "Command", "User", "Directory", "Umask", "Environment", "ServerUrl", "RedirectStderr", "Stdout.Destination", "Stdout.Syslog", "Stdout.Journal",
        "Stdout.CaptureMaxBytes", "IsEventListener", "OutputPrefix", "Socket", "Syslog", "Stderr.Destination", "Stderr.Syslog", "Stderr.Journal", "Stderr.CaptureMaxBytes",
    ];

    [Theory]
    [MemberData(nameof(InPlace))]
    public void A_setting_that_the_running_child_is_not_made_of_changes_in_place(string setting) =>
        Assert.Equal(ProcessChange.InPlace, ChangeOf(Web, Changed(setting)));

    [Theory]
    [MemberData(nameof(WithRestart))]
    public void A_setting_that_the_running_child_is_made_of_needs_a_restart(string setting) =>
        Assert.Equal(ProcessChange.Restart, ChangeOf(Web, Changed(setting)));

    [Fact]
    public void Every_setting_of_a_process_is_known_to_be_one_or_the_other()
    {
        var settings = typeof(ProcessSpec).GetProperties()
            .Select(property => property.Name)
            .Except(["Name", "Stdout", "Stderr", "EqualityContract"])
            .Concat(typeof(LogSpec).GetProperties().Select(property => $"Stdout.{property.Name}"))
            .Concat(typeof(LogSpec).GetProperties().Select(property => $"Stderr.{property.Name}"));
        var known = InPlace.Concat(WithRestart).Select(row => row.Data);
        Assert.Equal(settings.Order(), known.Order());
    }

    [Fact]
    public void A_stderr_log_that_is_not_used_may_change_in_any_way()
    {
        var before = Web with { RedirectStderr = true };
        var after = before with { Stderr = before.Stderr with { Destination = LogDestination.None.Instance } };
        Assert.Equal(ProcessChange.InPlace, ChangeOf(before, after));
    }

    [Fact]
    public void Equal_configs_have_no_difference() =>
        Assert.Empty(Diff([Given.Program(Web)], [Given.Program(Given.Process("web"))]).Groups);

    [Fact]
    public void Groups_come_as_removed_changed_added_and_by_name()
    {
        var plan = Diff(
            [Group("r2"), Group("r1"), Group("c2"), Group("c1"), Group("same")],
            [Group("a2"), Group("a1"), Group("c2") with { Priority = 1 }, Group("c1") with { Priority = 1 }, Group("same")]);
        Assert.Equal(["r1", "r2", "c1", "c2", "a1", "a2"], plan.Groups.Select(group => group.Name));
        Assert.Equal(
            [ChangeKind.Removed, ChangeKind.Removed, ChangeKind.Changed, ChangeKind.Changed, ChangeKind.Added, ChangeKind.Added],
            plan.Groups.Select(group => group.Kind));
    }

    [Fact]
    public void Another_order_inside_a_group_changes_it_but_none_of_its_processes()
    {
        var one = Given.Process("g", "one");
        var two = Given.Process("g", "two");
        var plan = Diff([new GroupSpec("g", 1, [one, two])], [new GroupSpec("g", 1, [two, one])]);
        Assert.Empty(Assert.Single(plan.Groups).Processes);
    }

    [Fact]
    public void Only_the_named_groups_are_looked_at()
    {
        var plan = RosterPlan.Diff([Group("a"), Group("b")], Given.Roster(Group("c")), ["a", "c", "nosuch"]);
        Assert.Equal(["a", "c"], plan.Groups.Select(group => group.Name));
    }

    private static GroupSpec Group(string name) => Given.Program(Given.Process(name));

    private static RosterPlan Diff(IEnumerable<GroupSpec> active, IEnumerable<GroupSpec> next) =>
        RosterPlan.Diff(active, Given.Roster(next), only: []);

    private static ProcessChange ChangeOf(ProcessSpec before, ProcessSpec after)
    {
        var plan = Diff([Given.Program(before)], [Given.Program(before) with { Processes = [after] }]);
        return Assert.Single(Assert.Single(plan.Groups).Processes).Change;
    }

    private static ProcessSpec Changed(string setting) => setting.Split('.') switch
    {
        ["Stdout", var log] => Web with { Stdout = Changed(Web.Stdout, log) },
        ["Stderr", var log] => Web with { Stderr = Changed(Web.Stderr, log) },
        _ => setting switch
        {
            "Program" => Web with { Program = "other" },
            "Command" => Web with { Command = new CommandLine("other", ["other"]) },
            "Priority" => Web with { Priority = 1 },
            "AutoStart" => Web with { AutoStart = false },
            "AutoRestart" => Web with { AutoRestart = RestartPolicy.Always },
            "StartDuration" => Web with { StartDuration = TimeSpan.Zero },
            "StartRetries" => Web with { StartRetries = 9 },
            "ExitCodes" => Web with { ExitCodes = [0, 2] },
            "Essential" => Web with { Essential = true },
            "StopSignal" => Web with { StopSignal = Signal.Int },
            "StopWait" => Web with { StopWait = TimeSpan.Zero },
            "StopAsGroup" => Web with { StopAsGroup = true },
            "KillAsGroup" => Web with { KillAsGroup = true },
            "User" => Web with { User = "nobody" },
            "Directory" => Web with { Directory = "/" },
            "Umask" => Web with { Umask = 7 },
            "Environment" => Web with { Environment = new ValueMap([KeyValuePair.Create("A", "b")]) },
            "ServerUrl" => Web with { ServerUrl = "unix:///x" },
            "RedirectStderr" => Web with { RedirectStderr = true },
            "Syslog" => Web with { Syslog = new SyslogTarget.Local("/dev/log") },
            "Socket" => Web with { Socket = new SocketSpec { Address = new SocketAddress.Unix("/run/x.sock") } },
            "OutputPrefix" => Web with { OutputPrefix = "web | " },
            "IsEventListener" => Web with { IsEventListener = true },
            _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "say how this setting changes"),
        },
    };

    private static LogSpec Changed(LogSpec log, string setting) => setting switch
    {
        "Destination" => log with { Destination = new LogDestination.File("/tmp/x") },
        "MaxBytes" => log with { MaxBytes = 1 },
        "Backups" => log with { Backups = 1 },
        "CaptureMaxBytes" => log with { CaptureMaxBytes = 1 },
        "EventsEnabled" => log with { EventsEnabled = true },
        "Syslog" => log with { Syslog = true },
        "Journal" => log with { Journal = true },
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "say how this setting changes"),
    };
}
