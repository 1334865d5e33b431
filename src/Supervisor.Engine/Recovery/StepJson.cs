using System.Text.Json.Serialization;
using Supervisor.Core.Roster;

namespace Supervisor.Engine.Recovery;

[JsonSerializable(typeof(Effect.Kill[]))]
internal sealed partial class StepJson : JsonSerializerContext;
