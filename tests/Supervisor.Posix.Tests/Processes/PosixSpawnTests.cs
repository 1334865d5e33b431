using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Posix.Tests.Processes;

public sealed class PosixSpawnTests
{
    [Fact]
    public void A_program_runs_and_its_status_comes_back()
    {
        Assert.Equal(Errno.None, Start("/bin/sh", ["sh", "-c", "exit 42"], new SpawnFileActions(), out var pid));

        Assert.Equal(new ChildExit(pid, 42, 0, false), ChildWait.Reap(pid));
    }

    [Fact]
    public void A_peek_leaves_the_child_and_a_reap_takes_it()
    {
        Start("/bin/true", ["true"], new SpawnFileActions(), out var pid);
        using var pidfd = Pidfd.Open(pid);
        SpinWait.SpinUntil(() => ChildWait.Peek(pid) is not null, TimeSpan.FromSeconds(20));

        Assert.Equal(0, ChildWait.Peek(pid)?.Code);
        Assert.Equal(0, ChildWait.TryReap(pid)?.Code);
        Assert.Equal(Errno.ECHILD, Assert.Throws<PosixException>(() => ChildWait.TryReap(pid)).Errno);
        Assert.Equal(Errno.ESRCH, Pidfd.Send(pidfd, 0));
    }

    [Fact]
    public void A_running_child_has_no_status_and_dies_of_a_signal_by_pidfd()
    {
        Start("/bin/sleep", ["sleep", "1000"], new SpawnFileActions(), out var pid);
        using var pidfd = Pidfd.Open(pid);

        Assert.Null(ChildWait.TryReap(pid));
        Assert.Equal(Errno.None, Pidfd.Send(pidfd, 15));
        Assert.Equal(new ChildExit(pid, 0, 15, false), ChildWait.Reap(pid));
    }

    [Fact]
    public void A_missing_program_is_an_errno_and_leaves_no_child()
    {
        Assert.Equal(Errno.ENOENT, Start("/does/not/exist", ["x"], new SpawnFileActions(), out _));
    }

    [Fact]
    public void File_actions_connect_and_close()
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            using var extra = DescriptorNumbers.OpenNull();
            DescriptorNumbers.SetCloseOnExec(extra.Number, false);
            var actions = new SpawnFileActions();
            Assert.True(actions.TryDuplicate(writer.Number, 1));
            actions.CloseFrom(3);
            actions.ChangeDirectory("/usr");
            Start("/bin/sh", ["sh", "-c", "pwd; echo /proc/self/fd/*"], actions, out var pid);
            writer.Dispose();
            var buffer = new byte[1000];
            var text = System.Text.Encoding.UTF8.GetString(buffer, 0, DescriptorNumbers.ReadFully(reader, buffer));
            ChildWait.Reap(pid);

            Assert.Equal("/usr\n/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3\n", text);
        }
    }

    [Fact]
    public void A_string_with_a_nul_is_refused() => Assert.Throws<ArgumentException>(() => new NativeStrings(["a\0b"]));

    private static Errno Start(string executable, string[] arguments, SpawnFileActions actions, out int pid)
    {
        using (actions)
        {
            using var argv = new NativeStrings(arguments);
            using var environment = new NativeStrings([]);
            return PosixSpawn.Start(executable, argv, environment, actions, SpawnGrouping.Inherit, 0, resetSignals: true, out pid);
        }
    }
}
