namespace Supervisor.Config.Diagnostics;

public enum ConfigSeverity
{
    /// <summary>The config is used as it is, and somebody should look at this.</summary>
    Warning,

    /// <summary>The config cannot be used.</summary>
    Error,
}
