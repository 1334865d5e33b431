using System.Text.Json.Serialization;

namespace Supervisor.Control.Wire;

/// <summary>
/// The generated serializer of everything on the wire: snake_case names, nulls left out. It sets every init-only property, to null
/// where the document does not have it: so a property with a default puts it back in its accessor, and a field that was added
/// later can be missing.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProcessInfo))]
[JsonSerializable(typeof(IReadOnlyList<ProcessInfo>))]
[JsonSerializable(typeof(ProcessBrief))]
[JsonSerializable(typeof(OperationResult))]
[JsonSerializable(typeof(OperationResults))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SupervisorInfo))]
[JsonSerializable(typeof(IReadOnlyList<ConfigInfo>))]
[JsonSerializable(typeof(ConfigChanges))]
public sealed partial class WireJson : JsonSerializerContext;
