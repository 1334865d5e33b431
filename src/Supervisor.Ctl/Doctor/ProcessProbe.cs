using System.Globalization;

namespace Supervisor.Ctl.Doctor;

/// <summary>Reads what a process may do from /proc.</summary>
internal static class ProcessProbe
{
    private const string CgroupRoot = "/sys/fs/cgroup";

    /// <summary>Facts of a process; of our own where the other one's cannot be read.</summary>
    public static ProcessFacts Look(int? daemon)
    {
        if (daemon is { } pid && Read(pid.ToString(CultureInfo.InvariantCulture), isDaemon: true) is { } facts)
            return facts;
        return Read("self", isDaemon: false) ?? new ProcessFacts(
            false, Environment.ProcessId, Environment.IsPrivilegedProcess ? 0 : uint.MaxValue, 0, false, ulong.MaxValue, ulong.MaxValue, null, null);
    }

    private static ProcessFacts? Read(string name, bool isDaemon)
    {
        string? status = ProcessFile.Read($"/proc/{name}/status");
        string? limits = ProcessFile.Read($"/proc/{name}/limits");
        if (status is null || limits is null)
            return null;
        string[] users = CommandLine.Split(ProcessFile.Field(status, "Uid") ?? "");
        string cgroup = ProcessFile.Read($"/proc/{name}/cgroup") ?? "";
        return new ProcessFacts(
            isDaemon,
            int.Parse(ProcessFile.Field(status, "Pid") ?? "0", CultureInfo.InvariantCulture),
            users.Length > 1 ? uint.Parse(users[1], CultureInfo.InvariantCulture) : uint.MaxValue,
            ulong.TryParse(ProcessFile.Field(status, "CapEff"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong capabilities) ? capabilities : 0,
            ProcessFile.Field(status, "NoNewPrivs") == "1",
            ProcessFile.HardLimit(limits, "Max open files") ?? ulong.MaxValue,
            ProcessFile.HardLimit(limits, "Max processes") ?? ulong.MaxValue,
            TasksMax(cgroup),
            Unit(cgroup));
    }

    // The line 0::/path is the one of cgroup v2.
    private static long? TasksMax(string cgroup)
    {
        string? path = Array.Find(cgroup.Split('\n'), line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        string? most = path is null ? null : ProcessFile.Read($"{CgroupRoot}{path.TrimEnd('/')}/pids.max");
        return long.TryParse(most?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long tasks) ? tasks : null;
    }

    private static string? Unit(string cgroup) => cgroup
        .Split('\n', '/')
        .LastOrDefault(part => part.EndsWith(".service", StringComparison.Ordinal) && !part.StartsWith("user@", StringComparison.Ordinal));
}
