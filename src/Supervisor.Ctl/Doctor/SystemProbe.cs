using Supervisor.Posix;
using Supervisor.Posix.Host;
using Supervisor.Posix.Processes;

namespace Supervisor.Ctl.Doctor;

/// <summary>Asks kernel and C library. System calls are tried in this process, under the seccomp filter that it has.</summary>
internal static class SystemProbe
{
    public static SystemFacts Look()
    {
        CallFacts[] calls =
        [
            .. new[] { KernelCall.PidfdOpen, KernelCall.PidfdSendSignal, KernelCall.CloseRange, KernelCall.EpollPwait2 }
                .Select(call => new CallFacts(call.Name, call.Since, call.Ask() is var error && error == Errno.None ? null : error.Text)),
        ];
        return new SystemFacts(
            ProcessFile.Read("/proc/sys/kernel/osrelease")?.Trim() ?? Environment.OSVersion.Version.ToString(),
            CLibrary.GlibcVersion,
            calls,
            calls[0].Refusal is null && calls[1].Refusal is null && Pidfd.CanSignalGroups,
            Cgroup(ProcessFile.Read("/proc/self/mountinfo") ?? ""),
            SystemClock.IsSynchronised,
            DateTimeOffset.UtcNow);
    }

    // In mountinfo the type of the file system stands after " - ".
    private static CgroupKind Cgroup(string mounts)
    {
        bool v1 = mounts.Contains(" - cgroup ", StringComparison.Ordinal);
        bool v2 = mounts.Contains(" - cgroup2 ", StringComparison.Ordinal);
        return (v1, v2) switch
        {
            (false, true) => CgroupKind.V2,
            (true, true) => CgroupKind.Hybrid,
            (true, false) => CgroupKind.V1,
            _ => CgroupKind.None,
        };
    }
}
