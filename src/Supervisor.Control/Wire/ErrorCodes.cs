namespace Supervisor.Control.Wire;

/// <summary>The stable codes of problem documents and operation results.</summary>
public static class ErrorCodes
{
    public const string Ok = "ok";
    public const string NoSuchProcess = "no_such_process";
    public const string NoSuchGroup = "no_such_group";
    public const string AlreadyStarted = "already_started";
    public const string AlreadyAdded = "already_added";
    public const string NotRunning = "not_running";
    public const string StillRunning = "still_running";
    public const string SpawnError = "spawn_error";
    public const string AbnormalTermination = "abnormal_termination";
    public const string NoFile = "no_file";
    public const string NotExecutable = "not_executable";
    public const string BadSignal = "bad_signal";
    public const string BadConfig = "bad_config";
    public const string BadRequest = "bad_request";
    public const string Failed = "failed";
    public const string NoLog = "no_log";
    public const string ShuttingDown = "shutting_down";
    public const string Busy = "busy";
    public const string UpgradeFailed = "upgrade_failed";
    public const string NotFound = "not_found";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string TooLarge = "too_large";
    public const string Internal = "internal";
}
