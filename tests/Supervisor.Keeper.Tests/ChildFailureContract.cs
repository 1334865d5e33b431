using Supervisor.Posix;

namespace Supervisor.Keeper.Tests;

public abstract class ChildFailureContract : ChildHostContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void A_missing_program_fails_at_the_exec()
    {
        foreach (var request in BothPaths(Command("/does/not/exist")))
            Assert.Equal(new SpawnFailure(SpawnStage.Exec, Errno.ENOENT.Value, "/does/not/exist"), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_file_that_is_not_executable_fails_at_the_exec()
    {
        var path = Path.Join(_folder.FullName, "data");
        File.WriteAllText(path, "#!/bin/sh\n");

        foreach (var request in BothPaths(Command(path)))
            Assert.Equal(new SpawnFailure(SpawnStage.Exec, Errno.EACCES.Value, path), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_missing_interpreter_fails_at_the_exec()
    {
        var path = Script("#!/does/not/exist\n");

        foreach (var request in BothPaths(Command(path)))
            Assert.Equal(new SpawnFailure(SpawnStage.Exec, Errno.ENOENT.Value, path), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_file_that_is_no_program_fails_at_the_exec()
    {
        var path = Script("no interpreter line\n");

        foreach (var request in BothPaths(Command(path)))
            Assert.Equal(new SpawnFailure(SpawnStage.Exec, Errno.ENOEXEC.Value, path), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_missing_directory_fails_at_the_chdir()
    {
        foreach (var request in BothPaths(Shell("exit 0") with { Directory = "/does/not/exist" }))
            Assert.Equal(new SpawnFailure(SpawnStage.Directory, Errno.ENOENT.Value, "/does/not/exist"), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_directory_that_is_a_file_fails_at_the_chdir()
    {
        var request = Shell("exit 0") with { Directory = "/etc/passwd" };

        Assert.Equal(new SpawnFailure(SpawnStage.Directory, Errno.ENOTDIR.Value, "/etc/passwd"), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_missing_program_with_a_directory_still_fails_at_the_exec()
    {
        var request = Command("/does/not/exist") with { Directory = "/tmp" };

        Assert.Equal(new SpawnFailure(SpawnStage.Exec, Errno.ENOENT.Value, "/does/not/exist"), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void An_unknown_user_fails_at_the_account()
    {
        var request = Shell("exit 0") with { User = "no-such-account" };

        Assert.Equal(new SpawnFailure(SpawnStage.User, 0, "no-such-account"), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_word_with_a_nul_character_fails_at_the_exec()
    {
        var request = Command("/bin/echo", "a\0b");

        Assert.Equal(new SpawnFailure(SpawnStage.Exec, Errno.EINVAL.Value, "/bin/echo"), Events.Failed(Spawn(request)));
    }

    [Fact]
    public void A_descriptor_limit_above_the_hard_limit_fails_at_the_limit()
    {
        var request = Shell("exit 0") with { SoftDescriptorLimit = 1L << 40 };

        Assert.Equal(SpawnStage.ResourceLimit, Events.Failed(Spawn(request)).Stage);
    }

    [Fact]
    public void Failed_starts_leave_no_descriptor_and_no_process()
    {
        foreach (var request in BothPaths(Command("/does/not/exist")))
            Events.Failed(Spawn(request));
        var before = Tested.OpenDescriptors();

        for (var i = 0; i < 20; i++)
            Events.Failed(Spawn(Command("/does/not/exist")));
        Events.Failed(Spawn(Shell("exit 0") with { Directory = "/does/not/exist" }));

        // The runtime opens a few of its own at times; a start that leaves one behind would leave more than that.
        Assert.InRange(Tested.OpenDescriptors(), 0, before + 10);
        Assert.Empty(Tested.Children());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Delete(recursive: true);
    }

    private string Script(string text)
    {
        var path = Path.Join(_folder.FullName, "script");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
