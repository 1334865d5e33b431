using Supervisor.Posix;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Children;
using Supervisor.Subprocess.Tests.Launching;

namespace Supervisor.Subprocess.Tests.Children;

/// <summary>The way of kernels before 6.9, which cannot signal a group by pidfd: the zombie holds the number.</summary>
public sealed class OldKernelTests : IDisposable
{
    private readonly ChildWatcher _watcher = new(null, groupsByPidfd: false);

    [Fact]
    public void An_ended_leader_is_kept_until_its_release()
    {
        var (child, exit) = RunToEnd("exit 6");

        Assert.Equal(6, exit.Code);
        Assert.Equal('Z', State(child.Pid));
        Assert.Equal(Errno.ESRCH, child.Signal(0));
        child.Release();
        Assert.False(Directory.Exists($"/proc/{child.Pid}"));
        Assert.Equal(Errno.ESRCH, child.SignalGroup(0));
    }

    [Fact]
    public void The_group_of_an_ended_leader_can_be_signalled()
    {
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Join(folder.FullName, "pid");
        var (child, _) = RunToEnd($"sleep 1000 & echo $! >{file}; exit 0");
        var member = int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);
        folder.Delete(recursive: true);
        Assert.NotEqual('Z', State(member));

        Assert.Equal(Errno.None, child.SignalGroup(9));
        Assert.True(SpinWait.SpinUntil(() => State(member) is 'Z' or '-', TimeSpan.FromSeconds(20)));
        child.Release();
    }

    public void Dispose() => _watcher.Dispose();

    private (WatchedChild Child, ChildExit Exit) RunToEnd(string script)
    {
        WatchedChild? child = null;
        ChildExit? exit = null;
        using var ended = new ManualResetEventSlim();
        _watcher.Start(
            LaunchOutput.Shell(script),
            started => child = started,
            (_, status) =>
            {
                exit = status;
                ended.Set();
            });
        Assert.True(ended.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        return (child!, exit!.Value);
    }

    private static char State(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return '-';
        }
    }
}
