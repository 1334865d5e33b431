using System.Text.Json.Serialization;

namespace Supervisor.Control.Wire;

/// <summary>The generated serializer of everything on the wire: snake_case names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProcessInfo))]
[JsonSerializable(typeof(IReadOnlyList<ProcessInfo>))]
[JsonSerializable(typeof(OperationResult))]
[JsonSerializable(typeof(OperationResults))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SupervisorInfo))]
[JsonSerializable(typeof(IReadOnlyList<ConfigInfo>))]
[JsonSerializable(typeof(ConfigChanges))]
public sealed partial class WireJson : JsonSerializerContext;
