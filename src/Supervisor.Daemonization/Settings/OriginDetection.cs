using System.Globalization;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Settings;

/// <summary>Finds out who started this process. The parent is the one at the start: it may end at any time.</summary>
internal static class OriginDetection
{
    /// <param name="parent">The parent's pid as it was at the start.</param>
    internal static StartOrigin Find(int parent)
    {
        if (Environment.ProcessId == 1) return StartOrigin.FirstProcess;
        if (StandardInputIsSocket()) return StartOrigin.Superserver;
        if (IsService()) return StartOrigin.ServiceManager;
        return parent == 1 ? StartOrigin.Init : StartOrigin.Other;
    }

    // systemd.exec(5): NOTIFY_SOCKET is set when a notification is awaited; SYSTEMD_EXEC_PID is the process that the manager
    // itself started. INVOCATION_ID tells nothing: all descendants of a service have it, a user's shell among them.
    private static bool IsService() =>
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("SYSTEMD_EXEC_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static bool StandardInputIsSocket()
    {
        if (!DescriptorNumbers.IsOpen(0) || !DescriptorIo.TryDuplicate(0, out var copy, out _)) return false;
        using (copy)
        {
            return FileStatus.TryGet(copy, out var status, out _) && status.Kind == FileKind.Socket;
        }
    }
}
