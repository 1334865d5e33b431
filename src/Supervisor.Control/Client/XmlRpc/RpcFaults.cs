using System.Globalization;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Client.XmlRpc;

/// <summary>supervisord's faults (<c>supervisor.xmlrpc.Faults</c>) as the codes of this library.</summary>
internal static class RpcFaults
{
    public const int UnknownMethod = 1;
    public const int Success = 80;

    private const int BadName = 10;
    private const int NoFile = 20;
    private const int CantReread = 92;

    /// <summary>A fault as an error.</summary>
    /// <param name="code">Its number.</param>
    /// <param name="text">supervisord's words: its name and mostly what it is about, <c>BAD_NAME: web</c>.</param>
    /// <param name="call">What was called, whose target or file tells what an unknown name is.</param>
    public static ControlError ToError(int code, string text, RpcCall call) => ControlError.Answered(new Problem
    {
        Title = $"XML-RPC fault {code.ToString(CultureInfo.InvariantCulture)}",
        // Faults travel in answers that are fine as far as HTTP is concerned.
        Status = 200,
        Code = CodeOf(code, call),
        Detail = code == CantReread ? WithoutName(text) : text,
    });

    public static string CodeOf(int fault, RpcCall call) => fault switch
    {
        Success => ErrorCodes.Ok,
        2 or 3 or 4 => ErrorCodes.BadRequest,
        6 => ErrorCodes.ShuttingDown,
        BadName => call.NamesGroup ? ErrorCodes.NoSuchGroup : ErrorCodes.NoSuchProcess,
        11 => ErrorCodes.BadSignal,
        NoFile => ErrorCodes.NoFile,
        21 => ErrorCodes.NotExecutable,
        40 => ErrorCodes.AbnormalTermination,
        50 => ErrorCodes.SpawnError,
        60 => ErrorCodes.AlreadyStarted,
        70 => ErrorCodes.NotRunning,
        90 => ErrorCodes.AlreadyAdded,
        91 => ErrorCodes.StillRunning,
        CantReread => ErrorCodes.BadConfig,
        _ => ErrorCodes.Failed,
    };

    private static string WithoutName(string text)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? text : text[(colon + 2)..];
    }
}
