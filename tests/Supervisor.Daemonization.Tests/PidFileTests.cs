using Supervisor.Posix;
using Supervisor.Posix.Processes;
using Supervisor.Testing;

namespace Supervisor.Daemonization.Tests;

public sealed class PidFileTests : IDisposable
{
    private readonly Launch _launch = new();

    private string FilePath => _launch["pid"];

    [Fact]
    public void It_holds_the_pid_and_a_newline_and_goes_with_its_owner()
    {
        using (var file = PidFile.Acquire(FilePath))
        {
            Assert.Equal($"{Environment.ProcessId}\n", File.ReadAllText(FilePath));
            Assert.Equal(Environment.ProcessId, PidFile.Read(FilePath));
            Assert.Equal(FilePath, file.Path);
        }

        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Nobody_else_may_write_it_even_without_a_mask()
    {
        var mask = CurrentProcess.SetUmask(0);
        try
        {
            using var file = PidFile.Acquire(FilePath);
            Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(FilePath));
        }
        finally
        {
            _ = CurrentProcess.SetUmask(mask);
        }
    }

    [Theory]
    [InlineData("1\n")]
    [InlineData("999999999999\nmore\n")]
    [InlineData("")]
    [InlineData("no number")]
    public void A_stale_file_is_taken_over_whatever_is_in_it(string content)
    {
        File.WriteAllText(FilePath, content);

        using var file = PidFile.Acquire(FilePath);

        Assert.Equal($"{Environment.ProcessId}\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_held_file_is_refused_with_the_pid_of_its_holder_and_stays_as_it_is()
    {
        using var held = PidFile.Acquire(FilePath);

        var refusal = Assert.Throws<PidFileLockedException>(() => PidFile.Acquire(FilePath));

        Assert.Equal((FilePath, Environment.ProcessId), (refusal.Path, refusal.Holder));
        Assert.Equal($"cannot lock pid file {FilePath}: process {Environment.ProcessId} holds it", refusal.Message);
        Assert.Equal($"{Environment.ProcessId}\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void The_pid_may_be_written_later_and_be_that_of_another_process()
    {
        using var file = PidFile.Lock(FilePath);
        Assert.Equal("", File.ReadAllText(FilePath));
        Assert.Null(PidFile.Read(FilePath));

        file.Write(1234567);
        file.Write(42);

        Assert.Equal("42\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_file_that_another_has_put_in_its_place_is_not_removed()
    {
        using (PidFile.Acquire(FilePath))
        {
            File.WriteAllText(_launch["other"], "77\n");
            File.Move(_launch["other"], FilePath, overwrite: true);
        }

        Assert.Equal("77\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_relative_path_means_the_same_file_when_the_directory_changes()
    {
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = _launch.Folder;
            var file = PidFile.Acquire("pid");
            Environment.CurrentDirectory = "/";
            file.Dispose();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void A_device_is_neither_locked_nor_removed()
    {
        using (PidFile.Acquire("/dev/null"))
        using (PidFile.Acquire("/dev/null"))
        {
        }

        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public void A_fifo_does_not_make_it_wait()
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [FilePath]);
        mkfifo.WaitForExit();

        PidFile.Acquire(FilePath).Dispose();

        Assert.True(File.Exists(FilePath));
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_told_of_with_its_path_and_reason()
    {
        var failure = Assert.Throws<IOException>(() => PidFile.Acquire("/does/not/exist/pid"));

        Assert.Equal("cannot open pid file /does/not/exist/pid: No such file or directory", failure.Message);
    }

    [Fact]
    public void A_full_disk_is_told_of()
    {
        var failure = Assert.Throws<IOException>(() => PidFile.Acquire("/dev/full"));

        Assert.Equal("cannot write pid file /dev/full: No space left on device", failure.Message);
    }

    [Fact]
    public async Task The_lock_passes_to_a_child_and_through_an_exec_and_is_adopted_there()
    {
        var file = PidFile.Acquire(FilePath);
        using var arguments = new NativeStrings(
            ["sh", "-c", "exec \"$0\" \"$@\"", Launch.Program, .. AdoptingFrom(file.Descriptor), $"report={_launch.ReportPath}", "stop"]);
        using var environment = new NativeStrings([$"HOME={_launch.Folder}"]);
        using var actions = new SpawnFileActions();
        Assert.True(actions.TryDuplicate(file.Descriptor, file.Descriptor));
        Assert.Equal(Errno.None, PosixSpawn.Start("/bin/sh", arguments, environment, actions, SpawnGrouping.Session, 0, resetSignals: true, out var pid));
        await Eventually.IsTrueAsync(() => File.Exists(_launch.ReportPath), "the child has adopted it");
        file.HandOver();

        Assert.Equal(pid, Assert.Throws<PidFileLockedException>(() => PidFile.Acquire(FilePath)).Holder);
        Launch.Signal(pid, "TERM");
        _ = ChildWait.Reap(pid);

        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void A_file_that_is_locked_by_flock_is_refused_and_flock_sees_that_ours_is_in_use()
    {
        using (File.Open(FilePath, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Throws<PidFileLockedException>(() => PidFile.Acquire(FilePath));
        }

        using (PidFile.Acquire(FilePath))
        {
            Assert.Throws<IOException>(() => File.Open(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
        }
    }

    [Fact]
    public void A_descriptor_without_the_lock_cannot_be_adopted()
    {
        using var held = PidFile.Acquire(FilePath);
        using var other = File.OpenHandle(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        Assert.Throws<PidFileLockedException>(() => PidFile.Adopt(FilePath, (int)other.DangerousGetHandle()));
        other.SetHandleAsInvalid();
        Assert.Throws<IOException>(() => PidFile.Adopt(FilePath, 999));
    }

    [Fact]
    public void Of_many_that_want_it_at_once_one_gets_it_each_time()
    {
        var (taken, holders, most) = (0, 0, 0);
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 300; i++)
            {
                try
                {
                    using var file = PidFile.Acquire(FilePath);
                    most = Math.Max(most, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    Interlocked.Decrement(ref holders);
                }
                catch (PidFileLockedException)
                {
                    Thread.Yield();
                }
            }
        });

        Assert.Equal(1, most);
        Assert.InRange(taken, 4, 1200);
        Assert.False(File.Exists(FilePath));
    }

    private string[] AdoptingFrom(int descriptor) =>
        ["detach=false", "chdir=", "umask=", $"preserve={descriptor}", "open", $"adopt={descriptor}:{FilePath}"];

    public void Dispose() => _launch.Dispose();
}
