using Supervisor.Posix.Accounts;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Limits;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

public abstract class ChildSurroundingsContract : ChildHostContract
{
    [Fact]
    public void A_child_has_no_descriptors_but_the_standard_ones()
    {
        using var inherited = DescriptorNumbers.OpenNull();
        DescriptorNumbers.SetCloseOnExec(inherited.Number, false);

        // 3 is the folder that ls reads.
        foreach (var request in BothPaths(Command("/bin/ls", "/proc/self/fd")))
            Assert.Equal("0\n1\n2\n3\n", Events.Output(Spawn(request)));
    }

    [Fact]
    public void A_child_ignores_and_blocks_no_signal()
    {
        foreach (var request in BothPaths(Command("/bin/grep", "-E", "SigBlk|SigIgn", "/proc/self/status")))
            Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", Events.Output(Spawn(request)));
    }

    [Fact]
    public void A_child_leads_its_own_group_in_our_session()
    {
        foreach (var request in BothPaths(Shell("read pid comm state parent group session rest < /proc/$$/stat; echo $pid $group $session")))
        {
            var child = Spawn(request);

            Assert.Equal($"{Events.Spawned(child).Pid} {Events.Spawned(child).Pid} {CurrentProcess.Session()}\n", Events.Output(child));
        }
    }

    [Fact]
    public void A_child_has_exactly_the_environment_of_its_request()
    {
        foreach (var request in BothPaths(Command("/usr/bin/env") with { Environment = ["A=1", "EMPTY=", "UMLAUT=ä"] }))
            Assert.Equal("A=1\nEMPTY=\nUMLAUT=ä\n", Events.Output(Spawn(request)));
    }

    [Fact]
    public void A_child_has_exactly_the_arguments_of_its_request()
    {
        var request = Command("/bin/cat", "/proc/self/cmdline") with { Arguments = ["other name", "/proc/self/cmdline", "-", "", "a b"] };

        foreach (var path in BothPaths(request))
            Assert.StartsWith("other name\0/proc/self/cmdline\0-\0\0a b\0", Events.Output(Spawn(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_starts_in_its_directory()
    {
        foreach (var request in BothPaths(Command("/bin/pwd") with { Directory = "/usr/bin" }))
            Assert.Equal("/usr/bin\n", Events.Output(Spawn(request)));
    }

    [Fact]
    public void A_child_has_the_mask_of_its_request_or_ours()
    {
        Assert.Equal("0027\n", Events.Output(Spawn(Shell("umask") with { Umask = 0x17 })));
        var own = Tested.UseUmask(0x3F);
        try
        {
            Assert.Equal("0077\n", Events.Output(SpawnShell("umask")));
        }
        finally
        {
            Tested.UseUmask(own);
        }
    }

    [Fact]
    public void A_child_becomes_its_user_with_all_that_users_groups()
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "only root can become somebody else");
        var expected = Events.Output(Spawn(Shell("id -u games; id -g games; id -G games")));

        Assert.Equal(expected, Events.Output(Spawn(Shell("id -u; id -g; id -G") with { User = "games" })));
        Assert.Equal(expected, Events.Output(Spawn(Shell("id -u; id -g; id -G") with { User = "5" })));
    }

    [Fact]
    public void Who_is_the_user_already_stays_as_he_is()
    {
        var self = AccountDatabase.FindUser(Credentials.UserId);
        Assert.SkipWhen(self is null, "this user has no account");

        Assert.Equal(Events.Output(SpawnShell("id")), Events.Output(Spawn(Shell("id") with { User = self.Name })));
    }

    [Fact]
    public void Pipes_are_connected_and_ours_are_non_blocking_and_close_on_exec()
    {
        foreach (var request in BothPaths(Shell("cat; echo error >&2") with { Stdin = StreamKind.Pipe }))
        {
            var child = Spawn(request);
            var spawned = Events.Spawned(child);
            OwnedDescriptor[] ours = [spawned.Stdin!, spawned.Stdout!, spawned.Stderr!];
            Assert.All(ours, d => Assert.True(DescriptorNumbers.IsCloseOnExec(d.Number)));
            Assert.All(ours, d => Assert.NotEqual(0, Flags(d.Number) & 0x800));
            DescriptorNumbers.WriteFully(spawned.Stdin!, "to you"u8);
            Tested.CloseStdin(spawned);

            Assert.Equal("to you", Events.Output(child));
            var error = new byte[100];
            Assert.Equal("error\n"u8.ToArray(), error[..DescriptorNumbers.ReadFully(spawned.Stderr!, error)]);
        }
    }

    [Fact]
    public void Stderr_can_go_where_stdout_goes()
    {
        foreach (var request in BothPaths(Shell("echo out; echo error >&2") with { Stderr = StreamKind.SameAsStdout }))
        {
            var child = Spawn(request);

            Assert.Null(Events.Spawned(child).Stderr);
            Assert.Equal("out\nerror\n", Events.Output(child));
        }
    }

    [Fact]
    public void Children_have_the_soft_descriptor_limit_of_their_request_while_many_threads_open_files()
    {
        var own = ResourceLimits.Get(Resource.OpenFiles);
        Assert.SkipWhen(own.Soft < 2048, "the soft limit is too low to lower it");
        const int Limit = 512;
        using var stop = new CancellationTokenSource();
        var failures = 0;
        var openers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using var file = File.OpenRead("/dev/null");
                }
                catch (IOException)
                {
                    Interlocked.Increment(ref failures);
                }
            }
        })).ToList();
        openers.ForEach(t => t.Start());
        var limited = Shell("ulimit -Sn; ulimit -Hn") with { SoftDescriptorLimit = Limit };
        var children = new System.Collections.Concurrent.ConcurrentBag<(ChildRef Child, ulong Soft)>();
        var spawners = Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 25; i++)
            {
                // Some keep our limit, so that both values are wanted at once. Children stay unread: 3 descriptors each, 800 in all.
                var lowered = i % 5 != 0;
                children.Add((Spawn(lowered ? limited : limited with { SoftDescriptorLimit = null }), lowered ? Limit : own.Soft));
            }
        })).ToList();
        spawners.ForEach(t => t.Start());
        spawners.ForEach(t => t.Join());
        stop.Cancel();
        openers.ForEach(t => t.Join());

        Assert.All(children, c => Assert.Equal($"{c.Soft}\n{own.Hard}\n", Events.Output(c.Child)));
        Assert.Equal(0, failures);
        Assert.Equal(own, ResourceLimits.Get(Resource.OpenFiles));

        // A move above the limit is given up when its turn does not come within a second.
        var low = children.Count(c => c.Soft == Limit && Events.Spawned(c.Child).Stdout!.Number < Limit);
        if (Tested.IsThisProcess)
            Assert.InRange(low, 0, children.Count / 10);
        foreach (var (child, _) in children)
            Host.Acknowledge(child);
    }

    [Fact]
    public void The_exec_stage_gives_the_soft_descriptor_limit_too()
    {
        var request = Shell("ulimit -Sn") with { SoftDescriptorLimit = 512, Umask = 0x12 };

        Assert.Equal("512\n", Events.Output(Spawn(request)));
    }

    private static int Flags(int descriptor)
    {
        var line = File.ReadAllLines($"/proc/self/fdinfo/{descriptor}").First(l => l.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt32(line.Split(':')[1].Trim(), 8);
    }
}
