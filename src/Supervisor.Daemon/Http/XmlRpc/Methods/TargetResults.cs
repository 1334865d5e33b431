using Supervisor.Core.Specs;
using Supervisor.Daemon.Http.XmlRpc.Wire;
using Supervisor.Engine.Requests;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>What became of each target of a command for several, as supervisord's array of structs.</summary>
internal static class TargetResults
{
    public static void Write(ValueWriter writer, IEnumerable<TargetResult> results)
    {
        writer.BeginArray();
        foreach (var result in results)
        {
            Write(writer, result.Process, Fault.Of(result, result.Process.Namespec));
        }

        writer.EndArray();
    }

    public static void Write(ValueWriter writer, ProcessName process, Fault? fault)
    {
        writer.BeginStruct();
        writer.Member("name"u8, process.Name);
        writer.Member("group"u8, process.Group);
        writer.Member("status"u8, (int)(fault?.Code ?? FaultCode.Success));
        writer.Member("description"u8, fault?.Text ?? "OK");
        writer.EndStruct();
    }
}
