using System.Collections.Frozen;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

/// <summary>How the results of one kind of operation are worded and which exit codes they give, as supervisord's.</summary>
internal sealed record ResultWords
{
    private const string NoSuchProcess = "no such process";

    public static readonly ResultWords Start = new()
    {
        Verb = "start",
        Done = "started",
        Ignored = ErrorCodes.AlreadyStarted,
        NoSuchGroup = ExitCode.BadArguments,
        Errors = new Dictionary<string, string>
        {
            [ErrorCodes.NoSuchProcess] = NoSuchProcess,
            [ErrorCodes.NoSuchGroup] = NoSuchProcess,
            [ErrorCodes.NoFile] = "no such file",
            [ErrorCodes.NotExecutable] = "file is not executable",
            [ErrorCodes.AlreadyStarted] = "already started",
            [ErrorCodes.SpawnError] = "spawn error",
            [ErrorCodes.AbnormalTermination] = "abnormal termination",
            [ErrorCodes.StillRunning] = "still running",
        }.ToFrozenDictionary(),
    };

    public static readonly ResultWords Stop = new()
    {
        Verb = "stop",
        Done = "stopped",
        Ignored = ErrorCodes.NotRunning,
        Errors = new Dictionary<string, string>
        {
            [ErrorCodes.NoSuchProcess] = NoSuchProcess,
            [ErrorCodes.NoSuchGroup] = NoSuchProcess,
            [ErrorCodes.NotRunning] = "not running",
        }.ToFrozenDictionary(),
    };

    public static readonly ResultWords Signal = new()
    {
        Verb = "signal",
        Done = "signalled",
        Errors = new Dictionary<string, string>
        {
            [ErrorCodes.NoSuchProcess] = NoSuchProcess,
            [ErrorCodes.NoSuchGroup] = NoSuchProcess,
            [ErrorCodes.BadSignal] = "bad signal name",
            [ErrorCodes.NotRunning] = "not running",
        }.ToFrozenDictionary(),
    };

    public static readonly ResultWords Clear = new()
    {
        Verb = "clear the logs of",
        Done = "cleared",
        Errors = new Dictionary<string, string>
        {
            [ErrorCodes.NoSuchProcess] = NoSuchProcess,
            [ErrorCodes.NoSuchGroup] = NoSuchProcess,
            [ErrorCodes.Failed] = "failed",
        }.ToFrozenDictionary(),
    };

    /// <summary>For the words of a failure that has none of its own.</summary>
    public required string Verb { get; init; }

    public required string Done { get; init; }

    /// <summary>The code that is said but is no failure.</summary>
    public string? Ignored { get; init; }

    /// <summary>The exit code for an unknown group.</summary>
    public int NoSuchGroup { get; init; } = ExitCode.Generic;

    public required FrozenDictionary<string, string> Errors { get; init; }

    /// <summary>The line for one result.</summary>
    public string Line(OperationResult result)
    {
        string name = Namespec.Of(result.Group, result.Name);
        if (result.Code == ErrorCodes.Ok)
            return $"{name}: {Done}";
        if (Errors.TryGetValue(result.Code, out string? words))
            return $"{name}: ERROR ({words})";
        if (result is { Code: ErrorCodes.Failed, Detail.Length: > 0 })
            return result.Detail;
        return $"error: cannot {Verb} {name}: {(result.Detail.Length > 0 ? result.Detail : result.Code)}";
    }

    /// <summary>The exit code for one result; null when it is none to tell of.</summary>
    public int? ExitCodeOf(string code) => code switch
    {
        ErrorCodes.Ok => null,
        _ when code == Ignored => null,
        ErrorCodes.SpawnError or ErrorCodes.AbnormalTermination or ErrorCodes.NotRunning => ExitCode.NotRunning,
        _ => ExitCode.Generic,
    };
}
