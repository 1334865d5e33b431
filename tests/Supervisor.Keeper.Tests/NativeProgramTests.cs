using Supervisor.Keeper.Brain;
using Supervisor.Posix;

namespace Supervisor.Keeper.Tests;

/// <summary>A package replaces the native program while it runs.</summary>
public sealed class NativeProgramTests : IDisposable
{
    private static readonly ChildRef Nobody = new("nobody", 0);

    private readonly EventRecorder _events = new();

    [Fact]
    public void After_a_crash_the_old_program_comes_up_again_under_its_own_name()
    {
        Assert.SkipWhen(RunningKeeper.IsManaged, $"set {RunningKeeper.ProgramVariable} to the native keeper-test-program");
        using var keeper = new RunningKeeper("backoff=20000", native: true);
        using (keeper.NextHost(_events.Add))
        {
            keeper.Replace("#!/bin/sh\nexit 9\n");
            keeper.KillBrain();
        }

        using var second = keeper.NextHost(_events.Add);
        Assert.Equal(Errno.ESRCH.Value, second.Signal(Nobody, 0, SignalScope.Process));
        Assert.Equal(Path.GetFileName(keeper.Installed), File.ReadAllText($"/proc/{keeper.BrainPid}/comm").Trim());
        Assert.Equal(keeper.Installed + " (deleted)", Executed(keeper.BrainPid));
        Assert.DoesNotContain(
            Directory.EnumerateFiles($"/proc/{keeper.BrainPid}/fd").Select(f => new FileInfo(f).LinkTarget ?? ""),
            target => target.StartsWith(keeper.Installed, StringComparison.Ordinal));
    }

    [Fact]
    public void A_keeper_becomes_the_new_program_and_refuses_one_that_is_none()
    {
        Assert.SkipWhen(RunningKeeper.IsManaged, $"set {RunningKeeper.ProgramVariable} to the native keeper-test-program");
        using var keeper = new RunningKeeper(native: true);
        using var host = keeper.NextHost(_events.Add);
        var child = new ChildRef("steady", 1);
        host.Spawn(child, new SpawnRequest { Executable = "/bin/sleep", Arguments = ["sleep", "1000"], Environment = [] });
        var pid = _events.Spawned(child).Pid;
        keeper.Replace("#!/bin/sh\nexit 9\n");
        Assert.Equal(Errno.ENOEXEC.Value, Upgrade(host).Errno);
        Assert.Equal(keeper.Installed + " (deleted)", Executed(keeper.Pid));
        File.Delete(keeper.Installed);
        keeper.ReplaceByItself();
        Assert.True(Upgrade(host).IsDone);

        Assert.Equal(keeper.Installed, Executed(keeper.Pid));
        Assert.Equal(Path.GetFileName(keeper.Installed), File.ReadAllText($"/proc/{keeper.Pid}/comm").Trim());
        Assert.Equal([pid], keeper.Programs());
        Assert.Equal(0, host.Signal(child, 15, SignalScope.Process));
        Assert.Equal(15, _events.Exited(child).Status.Signal);
    }

    public void Dispose() => _events.Dispose();

    private static string? Executed(int pid) => new FileInfo($"/proc/{pid}/exe").LinkTarget;

    private static KeeperAnswer Upgrade(KeeperChildHost host)
    {
        using var answers = new System.Collections.Concurrent.BlockingCollection<KeeperAnswer>();
        host.UpgradeKeeper(answers.Add);
        return answers.TryTake(out var answer, TimeSpan.FromSeconds(30)) ? answer : throw new TimeoutException("no answer came");
    }
}
