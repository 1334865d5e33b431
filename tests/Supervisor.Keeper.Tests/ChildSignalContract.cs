using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

public abstract class ChildSignalContract : ChildHostContract
{
    [Fact]
    public void A_signal_to_the_process_reaches_only_its_leader()
    {
        var (child, member) = SpawnPair();

        Assert.Equal(0, Host.Signal(child, 15, SignalScope.Process));

        Assert.Equal(15, Events.Exited(child).Status.Signal);
        Assert.True(Observe.IsAlive(member));
        Assert.Equal(0, Host.Signal(child, 9, SignalScope.Group));
        Observe.WaitUntil(() => !Observe.IsAlive(member), "the member ends");
    }

    [Fact]
    public void A_signal_to_the_group_reaches_all_its_members()
    {
        var (child, member) = SpawnPair();

        Assert.Equal(0, Host.Signal(child, 15, SignalScope.Group));

        Assert.Equal(15, Events.Exited(child).Status.Signal);
        Observe.WaitUntil(() => !Observe.IsAlive(member), "the member ends");
    }

    [Fact]
    public void A_group_that_ended_after_its_leader_is_gone()
    {
        Assert.SkipUnless(Pidfd.CanSignalGroups, "the kernel (before 6.9) counts an ended leader as a member of its group");
        var (child, member) = SpawnPair();
        Host.Signal(child, 9, SignalScope.Group);
        Events.Exited(child);
        Observe.WaitUntil(() => !Observe.IsAlive(member), "the member ends");

        Observe.WaitUntil(() => Host.Signal(child, 0, SignalScope.Group) == Errno.ESRCH.Value, "the group is gone");
    }

    [Fact]
    public void A_number_that_is_no_signal_is_refused()
    {
        var child = Spawn(Command("/bin/sleep", "1000"));
        Events.Spawned(child);

        Assert.Equal(Errno.EINVAL.Value, Host.Signal(child, 65, SignalScope.Process));
        Host.Signal(child, 9, SignalScope.Process);
        Events.Exited(child);
    }

    [Fact]
    public void A_child_that_was_never_started_has_no_process() =>
        Assert.Equal(Errno.ESRCH.Value, Host.Signal(new ChildRef("nobody", 1), 0, SignalScope.Process));

    // A shell and a sleep in one group; the shell is in its wait when its pid has been written.
    private (ChildRef Child, int Member) SpawnPair()
    {
        var child = SpawnShell("sleep 1000 >/dev/null 2>&1 & echo $!; wait");
        var spawned = Events.Spawned(child);
        var line = new List<byte>();
        Observe.WaitUntil(() => ReadByte(spawned.Stdout!, line) == '\n', "the shell tells the pid");
        return (child, int.Parse(line.Select(b => (char)b).ToArray(), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
    }

    private static int ReadByte(Posix.Descriptors.OwnedDescriptor pipe, List<byte> into)
    {
        try
        {
            Span<byte> one = stackalloc byte[1];
            if (DescriptorNumbers.ReadFully(pipe, one) == 0)
                throw new EndOfStreamException();
            into.Add(one[0]);
            return one[0];
        }
        catch (PosixException e) when (e.Errno == Errno.EAGAIN)
        {
            return -1;
        }
    }
}
