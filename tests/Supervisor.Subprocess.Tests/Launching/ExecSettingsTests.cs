using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Limits;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Subprocess.Tests.Launching;

public sealed class ExecSettingsTests
{
    private static bool IsRoot => Credentials.EffectiveUserId == 0;

    [Fact]
    public void Nice_values_arrive() => Assert.Equal("7\n", Run("nice", new ExecSettings { Nice = 7 }));

    [Fact]
    public void Resource_limits_arrive()
    {
        var settings = new ExecSettings
        {
            Limits = [new(Resource.CpuSeconds, new ResourceLimit(100, 200)), new(Resource.OpenFiles, new ResourceLimit(64, 128))],
        };

        Assert.Equal("100\n200\n64\n128\n", Run("ulimit -St; ulimit -Ht; ulimit -Sn; ulimit -Hn", settings));
    }

    [Fact]
    public void The_oom_score_arrives() =>
        Assert.Equal("500\n", Run("cat /proc/self/oom_score_adj", new ExecSettings { OomScoreAdjustment = 500 }));

    [Fact]
    public void The_cpus_arrive() =>
        Assert.Equal("Cpus_allowed_list:\t0\n", Run("grep Cpus_allowed_list /proc/self/status", new ExecSettings { Cpus = [0] }));

    [Fact]
    public void No_new_privileges_arrives() =>
        Assert.Equal("NoNewPrivs:\t1\n", Run("grep NoNewPrivs /proc/self/status", new ExecSettings { NoNewPrivileges = true }));

    [Fact]
    public void A_parent_death_signal_does_not_come_while_the_parent_lives()
    {
        string? output = null;
        var thread = new Thread(() => output = Run("sleep 0.2; echo alive", new ExecSettings { ParentDeathSignal = 9 }));
        thread.Start();
        thread.Join();

        Assert.Equal("alive\n", output);
    }

    [Fact]
    public void A_root_directory_arrives()
    {
        Assert.SkipUnless(IsRoot, "chroot needs root");

        Assert.Equal("/\n", Run("pwd", new ExecSettings { Root = "/" }));
    }

    [Fact]
    public void A_user_with_groups_arrives()
    {
        Assert.SkipUnless(IsRoot, "only root can become somebody else");

        Assert.Equal("12\n34\n34 56 78\n", Run("id -u; id -g; id -G", new ExecSettings { Identity = new Identity(12, 34, [56, 78], "somebody") }));
    }

    [Fact]
    public void All_settings_at_once_arrive()
    {
        Assert.SkipUnless(IsRoot, "only root can become somebody else");
        var settings = new ExecSettings
        {
            Umask = 0x1F,
            Nice = 3,
            NoNewPrivileges = true,
            ParentDeathSignal = 15,
            Identity = new Identity(12, 34, [], "somebody"),
            Limits = [new(Resource.CoreSize, default)],
        };

        Assert.Equal("0037\n3\n12\n0\n/usr\n", Run("umask; nice; id -u; ulimit -c; pwd", settings, "/usr"));
    }

    [Fact]
    public void The_program_sees_nothing_of_the_stage()
    {
        var request = new LaunchRequest
        {
            Executable = "/bin/cat",
            Arguments = ["cat", "/proc/self/environ", "/proc/self/cmdline"],
            Environment = ["A=1", "B=2"],
            Settings = new ExecSettings { Umask = 0 },
        };

        Assert.Equal("A=1\0B=2\0cat\0/proc/self/environ\0/proc/self/cmdline\0", LaunchOutput.Of(request));
    }

    [Theory]
    [InlineData(LaunchStage.ResourceLimit, 22, "CpuSeconds")]
    [InlineData(LaunchStage.ControlGroup, 2, "/does/not/exist")]
    [InlineData(LaunchStage.OomScore, 22, "5000")]
    [InlineData(LaunchStage.Affinity, 22, "4000")]
    [InlineData(LaunchStage.Root, 2, "/does/not/exist")]
    [InlineData(LaunchStage.ParentDeathSignal, 22, "99")]
    public void A_setting_that_fails_is_named(LaunchStage stage, int errno, string subject)
    {
        var settings = stage switch
        {
            LaunchStage.ResourceLimit => new ExecSettings { Limits = [new(Resource.CoreSize, default), new(Resource.CpuSeconds, new ResourceLimit(2, 1))] },
            LaunchStage.ControlGroup => new ExecSettings { ControlGroup = subject },
            LaunchStage.OomScore => new ExecSettings { OomScoreAdjustment = 5000 },
            LaunchStage.Affinity => new ExecSettings { Cpus = [4000] },
            LaunchStage.Root => new ExecSettings { Root = subject },
            _ => new ExecSettings { ParentDeathSignal = 99 },
        };

        Assert.Equal(
            new LaunchFailure(stage, new Errno(errno), subject),
            Launcher.Launch(LaunchOutput.Shell("exit 0") with { Settings = settings }));
    }

    private static string Run(string script, ExecSettings settings, string? directory = null) =>
        LaunchOutput.Of(LaunchOutput.Shell(script) with { Settings = settings, Directory = directory });
}
