using System.Globalization;
using Supervisor.Core.Processes;

namespace Supervisor.Ctl.Doctor;

/// <summary>What supervisord is allowed to do: user, capabilities, limits.</summary>
internal static class ProcessChecks
{
    // capabilities(7), and what is lost without them.
    private static readonly (int Bit, string Name, string Loss)[] Wanted =
    [
        (7, "CAP_SETUID", "`user` of a program cannot be taken on"),
        (6, "CAP_SETGID", "`user` of a program cannot be taken on"),
        (5, "CAP_KILL", "programs of other users cannot be stopped"),
        (0, "CAP_CHOWN", "`chown` of a socket is refused"),
    ];

    private const int SysResource = 24;

    public static IEnumerable<Finding> Of(ProcessFacts process, ConfigFacts config)
    {
        foreach (Finding finding in Rights(process, config))
            yield return finding;
        yield return process switch
        {
            { IsDaemon: true, Pid: 1 } => Finding.Ok("pid_1", "supervisord is PID 1: it reaps orphans, and all ends with it"),
            { IsDaemon: false, Pid: 1 } => Finding.Ok("pid_1", "this is PID 1"),
            { Unit: { } unit } => Finding.Ok("pid_1", $"not PID 1: part of the systemd unit {unit}"),
            _ => Finding.Ok("pid_1", "not PID 1: orphans are reaped by another process"),
        };
        yield return OpenFiles(process, config);
        yield return Processes(process, config);
    }

    private static IEnumerable<Finding> Rights(ProcessFacts process, ConfigFacts config)
    {
        if (process.UserId != 0)
        {
            string id = process.UserId.ToString(CultureInfo.InvariantCulture);
            yield return config.Users > 0
                ? Finding.Failed("root", $"user {id}, not root: the config names other users for programs, and they cannot be taken on", "start supervisord as root, or remove `user`")
                : Finding.Limited("root", $"user {id}, not root: all programs run as this user");
        }
        else
        {
            yield return Finding.Ok("root", "root");
            var missing = Wanted.Where(wanted => !Has(process, wanted.Bit)).ToList();
            yield return missing.Count == 0
                ? Finding.Ok("capabilities", "all that supervisord uses")
                : Finding.Limited(
                    "capabilities",
                    $"root without {string.Join(", ", missing.Select(m => m.Name))}: {string.Join("; ", missing.Select(m => m.Loss).Distinct())}",
                    "give them to the container or unit (--cap-add, CapabilityBoundingSet=)");
        }

        if (process.NoNewPrivileges)
            yield return Finding.Limited("no_new_privileges", "no_new_privs is set: setuid programs such as sudo have no effect in programs", "NoNewPrivileges=no in the unit, if they are needed");
    }

    private static Finding OpenFiles(ProcessFacts process, ConfigFacts config)
    {
        string hard = Shown(process.OpenFilesHard);
        ulong room = DescriptorShare.OfPrograms(process.OpenFilesHard);
        ulong needed = (ulong)config.Processes * DescriptorShare.MostPerProcess + (process.OpenFilesHard - room);
        if (process.OpenFilesHard < (ulong)config.MinFds && !Has(process, SysResource))
        {
            return Finding.Failed(
                "open_files", $"the hard limit of descriptors is {hard}, and minfds = {config.MinFds} cannot be raised: supervisord does not start",
                "raise it (ulimit -Hn, LimitNOFILE=) or lower minfds");
        }

        return process.OpenFilesHard < needed && !Has(process, SysResource)
            ? Finding.Limited(
                "open_files", $"the hard limit of descriptors is {hard}, and {config.Processes} processes need up to {needed}: not all of them can run at once",
                "raise it (ulimit -Hn, LimitNOFILE=)")
            : Finding.Ok("open_files", $"hard limit {hard}, enough for {Shown(room / DescriptorShare.MostPerProcess)} processes");
    }

    private static Finding Processes(ProcessFacts process, ConfigFacts config)
    {
        // What the keeper, the brain and their threads are themselves.
        const int own = 64;
        if (process.ProcessesHard < (ulong)config.MinProcs && !Has(process, SysResource))
        {
            return Finding.Failed(
                "processes", $"the hard limit of processes is {Shown(process.ProcessesHard)}, and minprocs = {config.MinProcs} cannot be raised: supervisord does not start",
                "raise it (ulimit -Hu, LimitNPROC=) or lower minprocs");
        }

        if (process.TasksMax is { } tasks && tasks < config.Processes + own)
        {
            return Finding.Limited(
                "processes", $"its cgroup may have {tasks} tasks, and {config.Processes} processes are configured: not all of them can run at once",
                "raise it (--pids-limit, TasksMax=)");
        }

        return Finding.Ok("processes", process.TasksMax is { } most
            ? $"hard limit {Shown(process.ProcessesHard)}, {most} tasks in the cgroup"
            : $"hard limit {Shown(process.ProcessesHard)}");
    }

    private static bool Has(ProcessFacts process, int capability) => (process.Capabilities >> capability & 1) != 0;

    private static string Shown(ulong limit) => limit > long.MaxValue / 8 ? "unlimited" : limit.ToString(CultureInfo.InvariantCulture);
}
