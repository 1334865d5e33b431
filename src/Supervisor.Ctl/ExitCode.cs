namespace Supervisor.Ctl;

/// <summary>Exit codes of supervisorctl, as supervisord's: LSB init script codes, and LSB status codes for <c>status</c>.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Generic = 1;
    public const int BadArguments = 2;

    /// <summary>What answered is no supervisord.</summary>
    public const int NotSupervisord = 3;

    /// <summary>Nobody listens on the server URL.</summary>
    public const int Refused = 4;

    /// <summary>supervisord speaks another version of the API.</summary>
    public const int OtherVersion = 5;

    /// <summary>A process, or supervisord itself, does not run.</summary>
    public const int NotRunning = 7;

    /// <summary><c>status</c>: one of the listed processes is dead.</summary>
    public const int StatusDead = 3;

    /// <summary><c>status</c>: unreachable, or no such process.</summary>
    public const int StatusUnknown = 4;
}
