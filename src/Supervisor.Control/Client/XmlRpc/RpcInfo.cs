using Supervisor.Control.Wire;

namespace Supervisor.Control.Client.XmlRpc;

/// <summary>supervisord's structs as the records of this library.</summary>
internal static class RpcInfo
{
    /// <summary>An item of <c>getAllProcessInfo</c>.</summary>
    public static ProcessInfo Process(RpcValue info) => new()
    {
        Group = info.Field("group").AsText,
        Name = info.Field("name").AsText,
        Description = info.Field("description").AsText,
        State = (int)info.Field("state").AsInteger,
        StateName = info.Field("statename").AsText,
        Start = info.Field("start").AsInteger,
        Stop = info.Field("stop").AsInteger,
        Now = info.Field("now").AsInteger,
        SpawnError = info.Field("spawnerr").AsText,
        ExitStatus = (int)info.Field("exitstatus").AsInteger,
        Pid = (int)info.Field("pid").AsInteger,
        StdoutLogFile = info.Field("stdout_logfile").AsText,
        StderrLogFile = info.Field("stderr_logfile").AsText,
    };

    /// <summary>An item of <c>getAllConfigInfo</c>.</summary>
    public static ConfigInfo Config(RpcValue info) => new()
    {
        Group = info.Field("group").AsText,
        Name = info.Field("name").AsText,
        InUse = info.Field("inuse").AsBoolean,
        AutoStart = info.Field("autostart").AsBoolean,
        GroupPriority = (int)info.Field("group_prio").AsInteger,
        ProcessPriority = (int)info.Field("process_prio").AsInteger,
        Command = info.Field("command").AsText,
    };

    /// <summary>The results of a method for several processes.</summary>
    public static OperationResults Results(RpcValue results, RpcCall call) => new([.. results.AsList.Select(item => Result(item, call))]);

    private static OperationResult Result(RpcValue item, RpcCall call)
    {
        string code = RpcFaults.CodeOf((int)item.Field("status").AsInteger, call);
        return new OperationResult
        {
            Group = item.Field("group").AsText,
            Name = item.Field("name").AsText,
            // The group was known; what a result names is a process.
            Code = code == ErrorCodes.NoSuchGroup ? ErrorCodes.NoSuchProcess : code,
            Detail = code == ErrorCodes.Ok ? "" : item.Field("description").AsText,
        };
    }
}
