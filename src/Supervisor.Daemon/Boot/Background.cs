using System.Runtime.InteropServices;
using Supervisor.Core.Specs;
using Supervisor.Daemonization;

namespace Supervisor.Daemon.Boot;

/// <summary>How supervisord becomes a daemon.</summary>
internal static class Background
{
    /// <summary>
    /// What to open before the start; null in the foreground. A daemon goes to <c>directory</c> or else to the root (PEP
    /// 3143), while that of an INI config stays where it is; the paths of the config have been made absolute by then.
    /// </summary>
    public static DaemonContext? ContextFor(DaemonSpec spec)
    {
        if (spec.NoDaemon) return null;
        var context = new DaemonContext
        {
            DetachProcess = true,
            WorkingDirectory = spec.Directory ?? "/",
            Umask = spec.Umask,
            PreventCore = false,
        };

        // supervisord has a handler of its own; what stays are the terminal's stop signals, which are ignored.
        context.SignalMap.Remove(PosixSignal.SIGTERM);
        return context;
    }
}
