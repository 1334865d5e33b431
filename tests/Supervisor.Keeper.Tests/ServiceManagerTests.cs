using System.Net.Sockets;
using System.Text;
using Supervisor.Keeper.Brain;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.Tests;

/// <summary>What the keeper says to systemd, and takes from it.</summary>
public sealed class ServiceManagerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ChildRef Nobody = new("nobody", 0);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    private string Address => Path.Join(_folder.FullName, "notify");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_brain_says_is_said_by_the_keeper_and_nobody_inherits_the_address(bool isAbstract)
    {
        var address = isAbstract ? "@" + Address : Address;
        _manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + Address : Address));
        using var keeper = new RunningKeeper(prelude: $"NOTIFY_SOCKET={address}");
        using var events = new EventRecorder();
        using var host = keeper.NextHost(events.Add);
        host.NotifyHost(ServiceNotice.Ready);
        host.NotifyHost(ServiceNotice.Status("two\nlines"));
        host.NotifyHost(ServiceNotice.Status(new string('x', 9000)));
        host.NotifyHost(ServiceNotice.Reloading());

        Assert.Equal("READY=1", Next());
        Assert.Equal("STATUS=two lines", Next());
        Assert.Equal($"STATUS={new string('x', 1000)}", Next());
        var reloading = Next().Split("\nMONOTONIC_USEC=");
        Assert.Equal("RELOADING=1", reloading[0]);
        Assert.InRange(long.Parse(reloading[1], System.Globalization.CultureInfo.InvariantCulture), (Environment.TickCount64 - 20_000) * 1000, (Environment.TickCount64 + 1000) * 1000);
        Assert.DoesNotContain("NOTIFY_SOCKET", File.ReadAllText($"/proc/{keeper.BrainPid}/environ"), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_keep_their_order_though_the_manager_is_slow_and_the_keeper_is_replaced()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(Address));
        using var keeper = new RunningKeeper(prelude: $"NOTIFY_SOCKET={Address}");
        using var host = keeper.NextHost(_ => { });
        for (var i = 0; i < 50; i++)
            host.NotifyHost($"STATUS={i}");
        Assert.Equal(Errno.ESRCH.Value, host.Signal(Nobody, 0, SignalScope.Process));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"STATUS={i}"), Enumerable.Range(0, 50).Select(_ => Next()));
        using var done = new ManualResetEventSlim();
        host.UpgradeKeeper(answer =>
        {
            if (answer.IsDone)
                done.Set();
        });
        Assert.True(done.Wait(Patience, TestContext.Current.CancellationToken));
        host.NotifyHost(ServiceNotice.Stopping);
        Assert.Equal("STOPPING=1", Next());
    }

    [Fact]
    public void A_descriptor_for_the_managers_store_goes_with_its_message()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(Address));
        using var keeper = new RunningKeeper(prelude: $"NOTIFY_SOCKET={Address}");
        using var host = keeper.NextHost(_ => { });
        using (var journal = MemoryFile.Create("journal"u8))
            host.NotifyHost(ServiceNotice.Store("journal"), journal);

        Assert.True(_manager.Poll(Patience, SelectMode.SelectRead));
        Assert.True(DescriptorIo.TryDuplicate((int)_manager.Handle, out var socket, out _));
        using (socket)
        {
            var (text, descriptors) = (new byte[200], new List<OwnedDescriptor>());
            var length = (int)PacketSocket.Receive(socket, text, descriptors, wait: true, out _).Count;
            Assert.Equal("FDSTORE=1\nFDNAME=journal\nFDPOLL=0", Encoding.UTF8.GetString(text, 0, length));
            using var stored = Assert.Single(descriptors);
            Assert.Equal("journal"u8.Length, DescriptorIo.Size(stored).Count);
        }
    }

    [Fact]
    public void The_watchdog_is_fed_only_while_the_brain_answers_and_a_brain_that_hangs_is_replaced_in_time()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(Address));
        using var keeper = new RunningKeeper("patience=60000,answer=60000", prelude: $"NOTIFY_SOCKET={Address} WATCHDOG_USEC=2000000 WATCHDOG_PID=$$");
        var answers = 1;
        using (keeper.NextHost(_ => { }, new KeeperNotices
        {
            Asked = answer =>
            {
                if (Volatile.Read(ref answers) == 1)
                    answer();
            },
        }))
        {
            Assert.Equal("WATCHDOG=1", Next());
            Assert.Equal("WATCHDOG=1", Next());
            var pid = keeper.BrainPid;
            Volatile.Write(ref answers, 0);
            Observe.WaitUntil(() => !Observe.IsAlive(pid), "the brain is killed");
        }

        while (_manager.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            Next();
        using var next = new KeeperChildHost(keeper.NextBrain(), _ => { });
        Assert.Contains("did not answer", Assert.Single(next.Notes), StringComparison.Ordinal);
        Assert.False(_manager.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        next.Ready();
        Assert.Equal("WATCHDOG=1", Next());
    }

    [Fact]
    public void A_manager_that_takes_no_messages_is_named_once_and_one_that_is_not_there_is_told()
    {
        using var keeper = new RunningKeeper(prelude: $"NOTIFY_SOCKET={Address}");
        var troubles = new System.Collections.Concurrent.BlockingCollection<string>();
        using var host = keeper.NextHost(_ => { }, new KeeperNotices { Trouble = troubles.Add });
        host.NotifyHost(ServiceNotice.Ready);
        host.NotifyHost(ServiceNotice.Stopping);
        Assert.Equal(Errno.ESRCH.Value, host.Signal(Nobody, 0, SignalScope.Process));

        Assert.True(host.HasServiceManager);
        Assert.Equal(
            $"cannot have the keeper do it: no service manager takes messages at {Address}, which NOTIFY_SOCKET names (No such file or directory): "
                + "start supervisord by systemd, or unset that variable; it goes on without",
            Assert.Single(troubles));
        using var alone = new RunningKeeper();
        using var unmanaged = alone.NextHost(_ => { });
        Assert.False(unmanaged.HasServiceManager);
    }

    [Fact]
    public void A_watchdog_that_is_meant_for_another_process_is_none()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(Address));
        using var keeper = new RunningKeeper("patience=60000", prelude: $"NOTIFY_SOCKET={Address} WATCHDOG_USEC=100000 WATCHDOG_PID=1");
        using var host = keeper.NextHost(_ => { });

        Assert.Equal(Errno.ESRCH.Value, host.Signal(Nobody, 0, SignalScope.Process));
        Assert.False(_manager.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectRead));
    }

    [Fact]
    public void Sockets_that_were_passed_at_the_start_are_kept_by_name()
    {
        using var keeper = new RunningKeeper(
            prelude: "exec 3</etc/passwd 4</etc/group 5</etc/hosts 6</dev/null; LISTEN_PID=$$ LISTEN_FDS=4 LISTEN_FDNAMES=web:web:api");
        using var host = keeper.NextHost(_ => { });
        var kept = host.Adopt().Descriptors;

        Assert.Equal(["listen:api", "listen:unknown", "listen:web", "listen:web:2"], kept.Keys.Order());
        Assert.Equal(Identity("/etc/passwd"), Identity(kept["listen:web"]));
        Assert.Equal(Identity("/etc/group"), Identity(kept["listen:web:2"]));
        Assert.Equal(Identity("/etc/hosts"), Identity(kept["listen:api"]));
        Assert.DoesNotContain("LISTEN_", File.ReadAllText($"/proc/{keeper.BrainPid}/environ"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles($"/proc/{keeper.BrainPid}/fd").Select(f => new FileInfo(f).LinkTarget), target => target == "/etc/passwd");
        foreach (var descriptor in kept.Values)
            descriptor.Dispose();
    }

    public void Dispose()
    {
        _manager.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Next()
    {
        Assert.True(_manager.Poll(Patience, SelectMode.SelectRead), "nothing was said");
        var text = new byte[5000];
        return Encoding.UTF8.GetString(text, 0, _manager.Receive(text));
    }

    private static FileIdentity Identity(string path)
    {
        Assert.True(FileStatus.TryGet(path, out var status, out _));
        return status.Identity;
    }

    private static FileIdentity Identity(OwnedDescriptor descriptor)
    {
        Assert.True(FileStatus.TryGet(descriptor, out var status, out _));
        return status.Identity;
    }
}
