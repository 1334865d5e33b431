using System.Globalization;

namespace Supervisor.Ctl.Doctor;

/// <summary>The machine: kernel, C library, system calls, cgroups, clock.</summary>
internal static class SystemChecks
{
    // posix_spawn_file_actions_addclosefrom_np came with it.
    private static readonly Version OldestGlibc = new(2, 34);

    // The newest release of supervisord's world is older than this; a clock before it was never set.
    private static readonly DateTimeOffset Earliest = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Finding> Of(SystemFacts system)
    {
        yield return Library(system.Glibc);
        foreach (CallFacts call in system.Calls)
            yield return Call(call, system.Kernel);
        yield return system.SignalsGroups
            ? Finding.Ok("group_signals", "a process group can be signalled after its leader has ended")
            : Finding.Limited(
                "group_signals",
                "a group whose leader has ended is signalled by its number, which another group may have got in the meantime",
                "Linux 6.9 or newer signals it by pidfd");
        yield return Cgroup(system.Cgroup);
        yield return Clock(system);
    }

    private static Finding Library(string? glibc)
    {
        if (glibc is null)
            return Finding.Failed("c_library", "this C library is not glibc, which supervisord needs", "use a distribution with glibc 2.34 or newer; see docs/platforms.md");
        return Version.TryParse(glibc, out Version? version) && version < OldestGlibc
            ? Finding.Failed("c_library", $"glibc {glibc} is too old for supervisord", "use a distribution with glibc 2.34 or newer")
            : Finding.Ok("c_library", $"glibc {glibc}");
    }

    private static Finding Call(CallFacts call, string kernel)
    {
        if (call.Refusal is not { } refusal)
            return Finding.Ok(call.Name, $"allowed, on Linux {kernel}");
        string found = $"refused here ({refusal})";
        string remedy = $"Linux {call.Since} or newer, and a seccomp profile that allows {call.Name}";
        return call.Name switch
        {
            "pidfd_open" or "pidfd_send_signal" => Finding.Failed(call.Name, $"{found}: supervisord does not start without it", remedy),
            "close_range" => Finding.Limited(call.Name, $"{found}: descriptors are closed one by one, so that starting a program takes longer", remedy),
            _ => Finding.Limited(call.Name, $"{found}: deadlines are kept to a millisecond", remedy),
        };
    }

    private static Finding Cgroup(CgroupKind kind) => kind switch
    {
        CgroupKind.V2 => Finding.Ok("cgroup", "cgroup v2"),
        CgroupKind.Hybrid => Finding.Limited(
            "cgroup", "cgroup v2 is there without its controllers: an OOM kill is seen as a death by SIGKILL", "boot with systemd.unified_cgroup_hierarchy=1"),
        CgroupKind.V1 => Finding.Limited(
            "cgroup", "only cgroup v1: an OOM kill is seen as a death by SIGKILL", "boot with systemd.unified_cgroup_hierarchy=1"),
        _ => Finding.Limited("cgroup", "no cgroups are mounted: an OOM kill is seen as a death by SIGKILL"),
    };

    private static Finding Clock(SystemFacts system)
    {
        if (system.Now < Earliest)
        {
            string date = system.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return Finding.Failed("clock", $"the clock says {date}: times in logs and events are wrong (supervision does not depend on them)", "set the clock");
        }

        return system.ClockSynchronised switch
        {
            true => Finding.Ok("clock", "synchronised"),
            false => Finding.Limited("clock", "nothing keeps the clock in step: times in logs may be off (supervision does not depend on them)", "run a time service, such as chrony"),
            _ => Finding.Unknown("clock", "whether the clock is synchronised cannot be asked here"),
        };
    }
}
