using System.Text.Json.Serialization;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>How records are written: the types of the core as they are, since both ends of a record are this program.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = false,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RosterRecord))]
[JsonSerializable(typeof(ProcessEntry))]
[JsonSerializable(typeof(ProcessSpec))]
[JsonSerializable(typeof(GroupSpec))]
[JsonSerializable(typeof(GroupSpec[]))]
[JsonSerializable(typeof(SupervisorSpec))]
[JsonSerializable(typeof(ServerSpec))]
[JsonSerializable(typeof(DaemonRecord))]
[JsonSerializable(typeof(Waiter))]
[JsonSerializable(typeof(ChildLife))]
[JsonSerializable(typeof(ProcessName))]
[JsonSerializable(typeof(GroupPlan))]
[JsonSerializable(typeof(ProcessPlan))]
[JsonSerializable(typeof(UpdateRun))]
[JsonSerializable(typeof(UpdateRequest[]))]
[JsonSerializable(typeof(StopRecord[]))]
[JsonSerializable(typeof(Input))]
[JsonSerializable(typeof(Effect))]
[JsonSerializable(typeof(GroupChange))]
[JsonSerializable(typeof(SocketAddress.Tcp), TypeInfoPropertyName = "SocketAddressTcp")]
[JsonSerializable(typeof(SocketAddress.Unix), TypeInfoPropertyName = "SocketAddressUnix")]
[JsonSerializable(typeof(SyslogTarget.Tcp), TypeInfoPropertyName = "SyslogTargetTcp")]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class RecordJson : JsonSerializerContext;
