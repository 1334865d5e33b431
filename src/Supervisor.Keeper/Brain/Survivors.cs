using System.Text;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Brain;

/// <summary>A program whose keeper is gone.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="StartTicks">With the pid it names one process (<see cref="KnownChild"/>).</param>
/// <param name="Program">Its name, <c>group:process</c>, by its environment; empty when that does not say.</param>
/// <param name="Command">Its command line, cut to 200 characters.</param>
/// <param name="Descendants">The processes below it, by pid.</param>
public sealed record Survivor(int Pid, long StartTicks, string Program, string Command, IReadOnlyList<int> Descendants);

/// <summary>
/// Finds the programs of a daemon whose keeper and brain are gone. They are told by the mark in their environment, which the keeper sets
/// (<see cref="Surroundings.Instance"/>) and descendants inherit.
/// </summary>
/// <remarks>
/// A program that overwrites its environment (nginx, PostgreSQL and others write their title there) or starts with an empty one has no mark; it is found
/// when it was put on record. Root sees all processes; others see those of their own user, which are all that they could have started.
/// </remarks>
public static class Survivors
{
    private const int MostEnvironment = 1024 * 1024;
    private const int MostCommand = 200;

    /// <summary>
    /// Reads /proc, which takes 0.2 ms for each process of a busy machine. Only the topmost survivors are listed; those below are named in
    /// <see cref="Survivor.Descendants"/>. The programs of a keeper that lives are none, nor is this process.
    /// </summary>
    /// <param name="instance">From <see cref="InstanceId"/>.</param>
    /// <param name="recorded">Children that are known from elsewhere; those that live are survivors too.</param>
    public static IReadOnlyList<Survivor> Find(string instance, IEnumerable<KnownChild>? recorded = null)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var table = ProcessTable.Read();
        var buffer = new byte[MostEnvironment];
        var found = new Dictionary<int, string>();
        foreach (var child in recorded ?? [])
        {
            if (table.Has(child.Pid, child.StartTicks))
                found[child.Pid] = child.Child.Name;
        }

        var self = CurrentProcess.Pid;
        foreach (var pid in table.Processes.Keys)
        {
            var environment = ProcessTable.ReadFile(pid, "environ", buffer);
            if (pid != self && IsMarked(environment, instance, table))
                found[pid] = Name(environment);
        }

        return ToSurvivors(found, table, buffer);
    }

    private static List<Survivor> ToSurvivors(Dictionary<int, string> found, ProcessTable table, byte[] buffer)
    {
        var below = new Dictionary<int, List<int>>();
        foreach (var pid in table.Processes.Keys)
        {
            var top = table.Ancestors(pid).LastOrDefault(found.ContainsKey);
            if (top != 0)
                (below.TryGetValue(top, out var list) ? list : below[top] = []).Add(pid);
        }

        var inner = below.Values.SelectMany(list => list).ToHashSet();
        return
        [
            .. found.Where(f => !inner.Contains(f.Key)).OrderBy(f => f.Key).Select(f => new Survivor(
                f.Key,
                table.Processes[f.Key].StartTicks,
                f.Value,
                Command(f.Key, buffer),
                below.TryGetValue(f.Key, out var list) ? [.. list.Order()] : [])),
        ];
    }

    private static bool IsMarked(ReadOnlySpan<byte> environment, string instance, ProcessTable table) =>
        Value(environment, ProgramMark.Variable) is { } value
        && ProgramMark.Parse(value) is { } mark
        && mark.Instance == instance
        && !table.Has(mark.KeeperPid, mark.KeeperTicks);

    private static string Name(ReadOnlySpan<byte> environment)
    {
        var group = Value(environment, "SUPERVISOR_GROUP_NAME");
        var process = Value(environment, "SUPERVISOR_PROCESS_NAME");
        return process is null ? "" : group is null || group == process ? process : $"{group}:{process}";
    }

    private static string? Value(ReadOnlySpan<byte> environment, string variable)
    {
        ReadOnlySpan<byte> name = Encoding.UTF8.GetBytes(variable + "=");
        while (!environment.IsEmpty)
        {
            var end = environment.IndexOf((byte)0);
            var entry = end < 0 ? environment : environment[..end];
            if (entry.StartsWith(name))
                return Encoding.UTF8.GetString(entry[name.Length..]);
            environment = end < 0 ? [] : environment[(end + 1)..];
        }

        return null;
    }

    private static string Command(int pid, byte[] buffer)
    {
        var line = Encoding.UTF8.GetString(ProcessTable.ReadFile(pid, "cmdline", buffer)).Replace('\0', ' ').Trim();
        return line.Length > MostCommand ? line[..MostCommand] : line;
    }
}
