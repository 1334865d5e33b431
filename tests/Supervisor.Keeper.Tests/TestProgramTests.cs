using System.Diagnostics;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;

namespace Supervisor.Keeper.Tests;

/// <summary>The in-process host inside other processes: as PID 1, as a subreaper, without root.</summary>
public sealed class TestProgramTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Output => Path.Join(_folder.FullName, "output");

    [Fact]
    public void As_pid_1_every_exit_is_true_and_every_orphan_is_reaped()
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "only root can make a pid namespace");

        Run("unshare", ["--pid", "--fork", "--kill-child", "--mount-proc", Program, "orphans", Output]);

        Assert.Equal(ExpectedOrphans, File.ReadAllText(Output));
    }

    [Fact]
    public void As_subreaper_every_exit_is_true_and_every_orphan_is_reaped()
    {
        Run(Program, ["subreaper", Output]);

        Assert.Equal(ExpectedOrphans, File.ReadAllText(Output));
    }

    [Fact]
    public void Without_root_another_user_is_refused_at_the_account() =>
        Assert.Equal($"User {Errno.EPERM.Value} root", SpawnAsPlainUser("root", "", "/bin/true"));

    [Fact]
    public void Without_root_the_same_user_is_fine() =>
        Assert.Equal("exit 0", SpawnAsPlainUser("games", "", "/bin/true"));

    [Fact]
    public void A_forbidden_directory_fails_at_the_chdir()
    {
        var closed = _folder.CreateSubdirectory("closed");
        closed.UnixFileMode = UnixFileMode.None;

        Assert.Equal($"Directory {Errno.EACCES.Value} {closed.FullName}", SpawnAsPlainUser("", closed.FullName, "/bin/true"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Program => RunningKeeper.Program;

    private static string ExpectedOrphans =>
        """
        kept 7
        parent 3
        group of the ended leader 0
        orphan 9
        exited 160 failed 40 orphans 160 wrong 0
        zombies 0

        """;

    private string SpawnAsPlainUser(string user, string directory, string command)
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "needs root to become a plain user");
        _folder.UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Run("setpriv", ["--reuid=games", "--regid=games", "--clear-groups", Program, "spawn", Output, user, directory, command]);
        return File.ReadAllText(Output);
    }

    private static void Run(string command, string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} did not end");
        }

        Assert.Equal(0, process.ExitCode);
    }
}
