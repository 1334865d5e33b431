using System.Globalization;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.TestProgram;

/// <summary>
/// Runs as PID 1 or subreaper: children with known exits, orphans among them, a child that is not acknowledged while orphans
/// come, failed starts, and spawns from several threads. Writes one line a check.
/// </summary>
internal static class Orphans
{
    private const int Spawners = 4;
    private const int PerSpawner = 50;

    internal static int Run(string output, bool subreaper)
    {
        if (subreaper)
            CurrentProcess.IsSubreaper = true;
        var log = new EventLog();
        using var host = new InProcessChildHost(log.Add);
        using var file = new StreamWriter(output);
        Unacknowledged(host, log, file, output + ".ready");
        Storm(host, log, file);
        file.WriteLine($"zombies {Zombies()}");
        return 0;
    }

    // The exit of the first child stays unacknowledged while an orphan of the second ends.
    private static void Unacknowledged(InProcessChildHost host, EventLog log, StreamWriter file, string ready)
    {
        host.Spawn(new ChildRef("kept", 1), Shell("exit 7"));
        file.WriteLine($"kept {log.Next<HostEvent.Exited>().Status.Code}");
        host.Spawn(new ChildRef("parent", 1), Shell(
            $"(trap 'exit 9' TERM; : >{ready}; while :; do sleep 0.02; done) & while [ ! -e {ready} ]; do :; done; exit 3"));
        file.WriteLine($"parent {log.Next<HostEvent.Exited>().Status.Code}");
        file.WriteLine($"group of the ended leader {host.Signal(new ChildRef("parent", 1), 15, SignalScope.Group)}");
        var orphan = log.Next<HostEvent.OrphanReaped>();

        // The sleep of the loop is in the same group and may be an orphan too.
        while (orphan.Status.Code != 9)
            orphan = log.Next<HostEvent.OrphanReaped>();
        file.WriteLine($"orphan {orphan.Status.Code}");
        host.Acknowledge(new ChildRef("kept", 1));
        host.Acknowledge(new ChildRef("parent", 1));
    }

    // Every child leaves an orphan; every fifth start fails. Known exits are told as such and orphans as such.
    private static void Storm(InProcessChildHost host, EventLog log, StreamWriter file)
    {
        var threads = Enumerable.Range(0, Spawners).Select(t => new Thread(() =>
        {
            for (var i = 0; i < PerSpawner; i++)
            {
                var number = (t * PerSpawner) + i;
                host.Spawn(
                    new ChildRef("storm", number),
                    i % 5 == 4 ? Shell("") with { Executable = "/does/not/exist" } : Shell($"sh -c 'exit 99' & exit {number % 90}"));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        var (exited, failed, orphans, wrong) = (0, 0, 0, 0);
        while (exited + failed < Spawners * PerSpawner || orphans < exited)
        {
            switch (log.Next())
            {
                case HostEvent.Exited e:
                    exited++;
                    wrong += e.Status.Code == e.Child.Generation % 90 ? 0 : 1;
                    host.Acknowledge(e.Child);
                    break;
                case HostEvent.SpawnFailed:
                    failed++;
                    break;
                case HostEvent.OrphanReaped o:
                    orphans++;
                    wrong += o.Status.Code == 99 ? 0 : 1;
                    break;
                default:
                    break;
            }
        }

        threads.ForEach(t => t.Join());
        file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exited {exited} failed {failed} orphans {orphans} wrong {wrong}"));
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
        Stdin = StreamKind.Null,
        Stdout = StreamKind.Null,
        Stderr = StreamKind.Null,
    };

    private static int Zombies() =>
        Directory.EnumerateDirectories("/proc/self/task").Sum(task =>
            File.ReadAllText(Path.Join(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
}
