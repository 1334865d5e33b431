using Supervisor.Posix;
using Supervisor.Posix.Host;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// The system calls that there is no way around: exits are told and signals are sent by pidfd. An old kernel and a system call filter
/// that does not know them are refused before anything is touched.
/// </summary>
internal static class RequiredCalls
{
    /// <summary>The exit status, when supervisord cannot run here, which was said; else null.</summary>
    public static int? Refuse()
    {
        foreach (var call in new[] { KernelCall.PidfdOpen, KernelCall.PidfdSendSignal })
        {
            var error = call.Ask();
            if (error == Errno.None) continue;
            StandardError.WriteLine(
                $"supervisord: cannot use {call.Name}(2): {error.Text}; Linux {call.Since} or newer is needed, and a seccomp profile that allows the call; nothing was started");
            return StartFailedException.CannotOpen;
        }

        return null;
    }
}
