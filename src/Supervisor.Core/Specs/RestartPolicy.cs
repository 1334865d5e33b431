namespace Supervisor.Core.Specs;

/// <summary><c>autorestart</c>: what happens after an exit from RUNNING.</summary>
public enum RestartPolicy
{
    /// <summary>Stay EXITED.</summary>
    Never,

    /// <summary>Start again unless the exit status is one of <c>exitcodes</c>; supervisord's default.</summary>
    Unexpected,

    /// <summary>Start again whatever the exit status was.</summary>
    Always,
}
