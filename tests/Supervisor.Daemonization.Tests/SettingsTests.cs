using Supervisor.Posix.Accounts;

namespace Supervisor.Daemonization.Tests;

/// <summary>The options that are not at their defaults.</summary>
public sealed class SettingsTests : IDisposable
{
    private const uint Nobody = 65534;

    private readonly Launch _launch = new();

    private static bool IsRoot => Credentials.EffectiveUserId == 0;

    [Fact]
    public void Mask_directory_and_core_files_are_as_given()
    {
        Succeed("umask=027", "chdir={folder}", "allow-core", "open", "report", "ready", "stop");

        var daemon = _launch.Daemon();
        Assert.Equal(Convert.ToInt32("027", 8), daemon.Umask);
        Assert.Equal(_launch.Folder, daemon.Directory);
        Assert.Equal(new ProcessView(Environment.ProcessId).CoreLimit, daemon.CoreLimit);
    }

    [Fact]
    public void What_is_set_to_nothing_stays_as_it_is()
    {
        var outcome = _launch.RunCommand(
            "sh", "-c", "umask 031; exec \"$0\" \"$@\"", Launch.Program, "umask=", "chdir=", "open", "report", "ready", "stop");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(Convert.ToInt32("031", 8), _launch.Daemon().Umask);
        Assert.Equal(_launch.Folder, _launch.Daemon().Directory);
    }

    [Fact]
    public void A_user_has_its_own_group_and_none_of_roots()
    {
        Assert.SkipUnless(IsRoot, "needs root to become another user");
        Directory.CreateDirectory(_launch["private"]);
        File.SetUnixFileMode(_launch.Folder, (UnixFileMode)0b111_111_111);

        Succeed($"uid={Nobody}", "pidfile={folder}/private/pid", "open", "report", "ready", "stop");

        var daemon = _launch.Daemon();
        var group = AccountDatabase.FindUser(Nobody)!.GroupId;
        Assert.Equal(Enumerable.Repeat($"{Nobody}", 4), daemon.UserIds);
        Assert.Equal(Enumerable.Repeat($"{group}", 4), daemon.GroupIds);
        Assert.Equal([$"{group}"], daemon.Groups);

        // Made while it was still root.
        Assert.Equal($"{daemon.Pid}\n", File.ReadAllText(_launch["private/pid"]));
    }

    [Fact]
    public async Task A_pid_file_that_the_daemon_may_not_remove_is_left_empty_and_free()
    {
        Assert.SkipUnless(IsRoot, "needs root to become another user");
        Directory.CreateDirectory(_launch["private"]);
        File.SetUnixFileMode(_launch["private"], (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(_launch.Folder, (UnixFileMode)0b111_111_111);
        Succeed($"uid={Nobody}", "pidfile={folder}/private/pid", "open", "report", "ready", "stop");
        var daemon = _launch.Daemon();

        Launch.Signal(daemon.Pid, "TERM");

        await Launch.Ended(daemon);
        Assert.Equal("", File.ReadAllText(_launch["private/pid"]));
        using var taken = PidFile.Acquire(_launch["private/pid"]);
    }

    [Fact]
    public void A_group_and_the_users_supplementary_groups_are_taken_on_when_asked()
    {
        Assert.SkipUnless(IsRoot, "needs root to become another user");
        File.SetUnixFileMode(_launch.Folder, (UnixFileMode)0b111_111_111);

        Succeed($"uid={Nobody}", "gid=12", "initgroups", "open", "report", "ready", "stop");

        var daemon = _launch.Daemon();
        Assert.Equal(Enumerable.Repeat("12", 4), daemon.GroupIds);
        Assert.Contains("12", daemon.Groups);
        Assert.DoesNotContain("0", daemon.Groups);
    }

    [Fact]
    public void Who_is_not_root_cannot_become_another_user()
    {
        NeedsPlainUser();
        File.SetUnixFileMode(_launch.Folder, (UnixFileMode)0b111_111_111);

        var outcome = _launch.RunCommand("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Launch.Program, "uid=1", "open", "report", "ready");

        Assert.Equal((1, "cannot become group 1: Operation not permitted\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public void Who_is_not_root_becomes_a_daemon_as_what_he_is()
    {
        NeedsPlainUser();
        File.SetUnixFileMode(_launch.Folder, (UnixFileMode)0b111_111_111);

        var outcome = _launch.RunCommand("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Launch.Program, "open", "report", "ready", "stop");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(Enumerable.Repeat($"{Nobody}", 4), _launch.Daemon().UserIds);
    }

    [Fact]
    public void Root_directory_pid_file_and_directory_are_seen_from_inside()
    {
        Assert.SkipUnless(IsRoot, "needs root for chroot");
        Directory.CreateDirectory(_launch["jail/inner"]);
        Directory.CreateDirectory(_launch["jail/run"]);

        // What a program that is compiled as it runs still needs there, under the same paths, in mounts that nobody else sees.
        string[] needed = [Path.GetDirectoryName(typeof(object).Assembly.Location)!, Path.GetDirectoryName(Launch.Program)!];
        var mounts = string.Join("; ", needed.Select(path => $"mkdir -p jail{path}; mount --bind {path} jail{path}"));

        var outcome = _launch.RunCommand(
            "unshare", "--mount", "sh", "-c", $"{mounts}; exec \"$0\" \"$@\"",
            Launch.Program, "chroot={folder}/jail", "chdir=/inner", "pidfile=/run/pid", "open", "ready", "stop");

        Assert.True(outcome.ExitCode == 0, outcome.Error);

        var daemon = new ProcessView(int.Parse(File.ReadAllText(_launch["jail/run/pid"]), System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            Assert.Equal(_launch["jail"], daemon.Root);
            Assert.Equal(_launch["jail/inner"], daemon.Directory);
        }
        finally
        {
            Launch.Signal(daemon.Pid, "KILL");
        }
    }

    public void Dispose() => _launch.Dispose();

    private void NeedsPlainUser()
    {
        Assert.SkipUnless(IsRoot, "needs root to become a plain user first");
        var trial = _launch.RunCommand("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "test", "-x", Launch.Program);
        Assert.SkipUnless(trial.ExitCode == 0, $"another user cannot run {Launch.Program}");
    }

    private void Succeed(params string[] steps)
    {
        var outcome = _launch.Run(steps);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }
}
