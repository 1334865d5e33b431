using Supervisor.Posix;

namespace Supervisor.Daemonization.Settings;

/// <summary>One of the settings of a daemon context cannot be had; ends the opening and becomes its failure.</summary>
internal sealed class SettingException(string message) : Exception(message)
{
    internal SettingException(string what, Errno error)
        : this($"cannot {what}: {error.Text}")
    {
    }
}
