using System.Text;
using System.Text.Json;
using Supervisor.Ctl.Doctor;
using Supervisor.Ctl.Terminal;
using Supervisor.Testing;

namespace Supervisor.Ctl.Tests;

/// <summary>Findings as a function of facts, and the command from outside.</summary>
public sealed class DoctorTests
{
    private const ulong AllCapabilities = ulong.MaxValue;

    private static readonly SystemFacts GoodSystem = new(
        "6.12.1", "2.41", [new CallFacts("pidfd_open", "5.3", null)], true, CgroupKind.V2, true, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));

    private static readonly ProcessFacts GoodProcess = new(true, 7, 0, AllCapabilities, false, 100_000, ulong.MaxValue, null, null);

    private static readonly ConfigFacts GoodConfig = new("/etc/supervisord.toml", [], [], 0, 1024, 200, 10, 2);

    private static readonly DaemonFacts GoodDaemon = new(DaemonContact.Answered, "unix:///s", "", "1.0", "1.0", 8, 7, false, []);

    private static readonly FolderFacts GoodFolder = new("/var/log", "logs", null, 50L << 30, 100L << 30);

    private static readonly HostFacts Good = new(GoodSystem, GoodProcess, GoodConfig, GoodDaemon, [GoodFolder]);

    private static Finding Of(HostFacts facts, string check) => Assert.Single(Checkup.Of(facts), finding => finding.Check == check);

    [Fact]
    public void On_a_good_host_every_promise_holds()
    {
        Assert.All(Checkup.Of(Good), finding => Assert.Equal((Verdict.Ok, null), (finding.Verdict, finding.Remedy)));
        Assert.Equal(Checkup.Of(Good).Count, Checkup.Of(Good).Select(finding => finding.Check).Distinct().Count());
    }

    public static TheoryData<string, string, string, string> Bad { get; } = new()
    {
        { "no config", "config", "failed", "no config file found at default paths (a, b)" },
        { "config errors", "config", "failed", "/etc/supervisord.toml has errors: x.toml:1:1: error: bad (and 1 more)" },
        { "config warnings", "config", "limited", "/etc/supervisord.toml is valid, with 3 warnings" },
        { "absent", "supervisord", "limited", "does not run: nobody there" },
        { "closed", "supervisord", "failed", "permission denied" },
        { "nowhere", "supervisord", "failed", "cannot tell where" },
        { "other", "supervisord", "failed", "it is a web server" },
        { "unseen", "keeper", "unknown", "the processes of supervisord (pid 7) cannot be seen from here: another machine or pid namespace, or a /proc that hides them" },
        { "replaced", "version", "limited", "version 1.0 runs from a file that was replaced or deleted" },
        { "older", "version", "limited", "supervisord is 1.0, supervisorctl 1.1" },
        { "warned", "supervisord_warning", "limited", "cannot write the main log" },
        { "user", "root", "limited", "user 1000, not root: all programs run as this user" },
        { "user with users", "root", "failed", "user 1000, not root: the config names other users for programs, and they cannot be taken on" },
        { "no setuid", "capabilities", "limited", "root without CAP_SETUID, CAP_KILL: `user` of a program cannot be taken on; programs of other users cannot be stopped" },
        { "nnp", "no_new_privileges", "limited", "no_new_privs is set: setuid programs such as sudo have no effect in programs" },
        { "few descriptors", "open_files", "failed", "the hard limit of descriptors is 500, and minfds = 1024 cannot be raised: supervisord does not start" },
        { "many programs", "open_files", "limited", "the hard limit of descriptors is 2000, and 1000 processes need up to 5250: not all of them can run at once" },
        { "few processes", "processes", "failed", "the hard limit of processes is 100, and minprocs = 200 cannot be raised: supervisord does not start" },
        { "few tasks", "processes", "limited", "its cgroup may have 50 tasks, and 10 processes are configured: not all of them can run at once" },
        { "musl", "c_library", "failed", "this C library is not glibc, which supervisord needs" },
        { "old glibc", "c_library", "failed", "glibc 2.31 is too old for supervisord" },
        { "no pidfd", "pidfd_open", "failed", "refused here (Function not implemented): supervisord does not start without it" },
        { "no close_range", "close_range", "limited", "refused here (no): descriptors are closed one by one, so that starting a program takes longer" },
        { "no epoll", "epoll_pwait2", "limited", "refused here (no): deadlines are kept to a millisecond" },
        { "no groups", "group_signals", "limited", "a group whose leader has ended is signalled by its number, which another group may have got in the meantime" },
        { "cgroup v1", "cgroup", "limited", "only cgroup v1: an OOM kill is seen as a death by SIGKILL" },
        { "hybrid", "cgroup", "limited", "cgroup v2 is there without its controllers: an OOM kill is seen as a death by SIGKILL" },
        { "1970", "clock", "failed", "the clock says 1970-01-01: times in logs and events are wrong (supervision does not depend on them)" },
        { "adrift", "clock", "limited", "nothing keeps the clock in step: times in logs may be off (supervision does not depend on them)" },
        { "no clock", "clock", "unknown", "whether the clock is synchronised cannot be asked here" },
        { "read-only", "folder /var/log", "failed", "cannot write logs there: Read-only file system" },
        { "full", "folder /var/log", "failed", "the disk is full, and logs cannot be written: output of programs is dropped and counted" },
        { "little", "folder /var/log", "limited", "holds logs; only 1 GB of 100 GB are free" },
        { "unknown disk", "folder /var/log", "unknown", "holds logs; how much room is left cannot be asked" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_does_not_hold_is_said_and_why(string host, string check, string verdict, string text)
    {
        Finding finding = Of(Host(host), check);

        Assert.Equal((verdict, text), (DoctorLine.Word(finding.Verdict), finding.Text));
        if (finding.Verdict == Verdict.Failed)
            Assert.NotNull(finding.Remedy);
    }

    [Theory]
    [InlineData(1, null, "supervisord is PID 1: it reaps orphans, and all ends with it")]
    [InlineData(7, "supervisord.service", "not PID 1: part of the systemd unit supervisord.service")]
    [InlineData(7, null, "not PID 1: orphans are reaped by another process")]
    public void The_place_of_supervisord_is_told(int pid, string? unit, string text) =>
        Assert.Equal(text, Of(Good with { Process = GoodProcess with { Pid = pid, Unit = unit } }, "pid_1").Text);

    [Fact]
    public void Who_may_raise_limits_has_enough()
    {
        ProcessFacts process = GoodProcess with { OpenFilesHard = 500, ProcessesHard = 100 };

        Assert.All(Checkup.Of(Good with { Process = process }), finding => Assert.Equal(Verdict.Ok, finding.Verdict));
    }

    [Fact]
    public void The_exit_status_tells_whether_a_promise_fails()
    {
        Assert.Equal((0, "ok      a                    fine\nlimited b                    less\n                             -> more\n"), Write([Finding.Ok("a", "fine"), Finding.Limited("b", "less", "more")], json: false));
        Assert.Equal(
            (1, """{"holds":false,"findings":[{"check":"a","verdict":"failed","text":"no","remedy":"do"},{"check":"b","verdict":"unknown","text":"?"}]}""" + "\n"),
            Write([Finding.Failed("a", "no", "do"), Finding.Unknown("b", "?")], json: true));
    }

    [Fact]
    public async Task It_needs_neither_a_server_nor_a_good_config()
    {
        using var folder = new TemporaryFolder();
        folder.Write("supervisord.toml", "[[[");

        (int exitCode, string output, string errors) = await CtlProcess.RunAsync(folder.Path, ["doctor", "--json"]);

        Assert.Equal((1, ""), (exitCode, errors));
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement config = document.RootElement.GetProperty("findings")[0];
        Assert.Equal(("config", "failed"), (config.GetProperty("check").GetString(), config.GetProperty("verdict").GetString()));
        Assert.StartsWith("supervisord.toml has errors: supervisord.toml:1:", config.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("supervisord --check -c ", config.GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_no_words()
    {
        (int exitCode, string output, string errors) = await CtlProcess.RunAsync("/", ["doctor", "please"]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("Error: doctor accepts no arguments\n", errors, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Write(IReadOnlyList<Finding> findings, bool json)
    {
        using var stream = new MemoryStream();
        var output = new TextOutput(stream);
        int exitCode = DoctorReport.Write(findings, json, output);
        output.Flush();
        return (exitCode, Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static HostFacts Host(string name) => name switch
    {
        "no config" => Good with { Config = GoodConfig with { Path = null, Searched = ["a", "b"] } },
        "config errors" => Good with { Config = GoodConfig with { Errors = ["x.toml:1:1: error: bad", "y"] } },
        "config warnings" => Good with { Config = GoodConfig with { Warnings = 3 } },
        "absent" => Contact(DaemonContact.Absent, "nobody there"),
        "closed" => Contact(DaemonContact.Closed, "permission denied"),
        "nowhere" => Contact(DaemonContact.Nowhere, "cannot tell where"),
        "other" => Contact(DaemonContact.Other, "it is a web server"),
        "unseen" => Good with { Daemon = GoodDaemon with { BrainPid = null, IsReplacedOnDisk = null } },
        "replaced" => Good with { Daemon = GoodDaemon with { IsReplacedOnDisk = true } },
        "older" => Good with { Daemon = GoodDaemon with { OwnVersion = "1.1" } },
        "warned" => Good with { Daemon = GoodDaemon with { Warnings = ["cannot write the main log"] } },
        "user" => Good with { Process = GoodProcess with { UserId = 1000 }, Config = GoodConfig with { Users = 0 } },
        "user with users" => Good with { Process = GoodProcess with { UserId = 1000 } },
        "no setuid" => Good with { Process = GoodProcess with { Capabilities = AllCapabilities & ~(1UL << 7) & ~(1UL << 5) } },
        "nnp" => Good with { Process = GoodProcess with { NoNewPrivileges = true } },
        "few descriptors" => Good with { Process = GoodProcess with { OpenFilesHard = 500, Capabilities = AllCapabilities & ~(1UL << 24) } },
        "many programs" => Good with
        {
            Process = GoodProcess with { OpenFilesHard = 2000, Capabilities = AllCapabilities & ~(1UL << 24) },
            Config = GoodConfig with { Processes = 1000 },
        },
        "few processes" => Good with { Process = GoodProcess with { ProcessesHard = 100, Capabilities = AllCapabilities & ~(1UL << 24) } },
        "few tasks" => Good with { Process = GoodProcess with { TasksMax = 50 } },
        "musl" => Good with { System = GoodSystem with { Glibc = null } },
        "old glibc" => Good with { System = GoodSystem with { Glibc = "2.31" } },
        "no pidfd" => Good with { System = GoodSystem with { Calls = [new CallFacts("pidfd_open", "5.3", "Function not implemented")] } },
        "no close_range" => Good with { System = GoodSystem with { Calls = [new CallFacts("close_range", "5.9", "no")] } },
        "no epoll" => Good with { System = GoodSystem with { Calls = [new CallFacts("epoll_pwait2", "5.11", "no")] } },
        "no groups" => Good with { System = GoodSystem with { SignalsGroups = false } },
        "cgroup v1" => Good with { System = GoodSystem with { Cgroup = CgroupKind.V1 } },
        "hybrid" => Good with { System = GoodSystem with { Cgroup = CgroupKind.Hybrid } },
        "1970" => Good with { System = GoodSystem with { Now = DateTimeOffset.UnixEpoch } },
        "adrift" => Good with { System = GoodSystem with { ClockSynchronised = false } },
        "no clock" => Good with { System = GoodSystem with { ClockSynchronised = null } },
        "read-only" => Good with { Folders = [GoodFolder with { Refusal = "Read-only file system" }] },
        "full" => Good with { Folders = [GoodFolder with { FreeBytes = 0 }] },
        "little" => Good with { Folders = [GoodFolder with { FreeBytes = 1L << 30 }] },
        "unknown disk" => Good with { Folders = [GoodFolder with { FreeBytes = null, TotalBytes = null }] },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such host"),
    };

    private static HostFacts Contact(DaemonContact contact, string text) =>
        Good with { Daemon = new DaemonFacts(contact, "unix:///s", text, null, "1.0", null, null, null, []) };
}
