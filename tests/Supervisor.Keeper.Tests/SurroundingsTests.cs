using Supervisor.Keeper.Brain;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;

namespace Supervisor.Keeper.Tests;

/// <summary>What the keeper takes on for all its programs.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private readonly EventRecorder _events = new();
    private readonly RunningKeeper _keeper = new();

    [Fact]
    public void A_user_is_taken_on_by_the_keeper_and_its_programs_for_good()
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "only root can become another user");
        using var host = _keeper.NextHost(_events.Add);
        var wish = new Surroundings { User = "games", LeastProcesses = 1, Umask = 0x1F };
        Assert.True(host.Take(wish).IsDone);
        Assert.True(host.Take(wish).IsDone);
        var games = AccountDatabase.FindUser("games")!;

        Assert.Equal($"{games.UserId} {games.GroupId} 0037\n", Output(host, "echo $(id -u) $(id -g) $(umask)"));
        Assert.Equal(
            $"Uid:\t{games.UserId}\t{games.UserId}\t{games.UserId}\t{games.UserId}",
            File.ReadAllLines($"/proc/{_keeper.Pid}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)));
        Assert.Equal("cannot become user root: Can't drop privilege as nonroot user", host.Take(new Surroundings { User = "root" }).Reason);
    }

    [Fact]
    public void A_user_that_is_not_there_is_refused_by_name()
    {
        using var host = _keeper.NextHost(_events.Add);

        Assert.Equal(new KeeperAnswer(Errno.ENOENT.Value, "cannot become user nobody-there: there is no such user"), host.Take(new Surroundings { User = "nobody-there" }));
    }

    [Fact]
    public void Limits_are_raised_for_programs_and_one_that_cannot_be_is_refused_by_name()
    {
        using var keeper = new RunningKeeper(prelude: "ulimit -n 4000; ulimit -Sp 5000;");
        using var host = keeper.NextHost(_events.Add);
        Assert.Equal("4000 5000\n", Output(host, "echo $(ulimit -Hn) $(ulimit -Sp)"));
        Assert.True(host.Take(new Surroundings { LeastDescriptors = 3000, LeastProcesses = 6000 }).IsDone);
        Assert.Equal("4000 6000\n", Output(host, "echo $(ulimit -Hn) $(ulimit -Sp);:"));

        // Beyond the hard limit it takes a right that root has not in every container.
        var answer = host.Take(new Surroundings { LeastDescriptors = 5000 });
        if (answer.IsDone)
            Assert.Equal("5000 5000\n", Output(host, "echo $(ulimit -Sn) $(ulimit -Hn)"));
        else
            Assert.Equal(new KeeperAnswer(Errno.EPERM.Value, "cannot raise the limit of open files to 5000: Operation not permitted"), answer);
    }

    [Fact]
    public void Every_program_has_the_mark_of_its_instance_first_and_only_once()
    {
        using var host = _keeper.NextHost(_events.Add);
        Assert.True(host.Take(new Surroundings { Instance = "abc" }).IsDone);
        var child = new ChildRef("marked", 1);
        host.Spawn(child, Shell("") with { Executable = "/bin/sleep", Arguments = ["sleep", "1000"], Environment = ["A=1", "SUPERVISOR_INSTANCE=forged:1:1", "B=2"] });
        var environment = File.ReadAllText($"/proc/{_events.Spawned(child).Pid}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith($"SUPERVISOR_INSTANCE=abc:{_keeper.Pid}:", environment[0], StringComparison.Ordinal);
        Assert.Equal(["A=1", "B=2"], environment[1..]);
    }

    public void Dispose()
    {
        _events.Dispose();
        _keeper.Dispose();
    }

    private string Output(KeeperChildHost host, string script)
    {
        var child = new ChildRef(script, 1);
        host.Spawn(child, Shell(script) with { Directory = "/" });
        return _events.Output(child);
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };
}
