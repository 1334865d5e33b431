using System.Text.Json.Serialization;

namespace Supervisor.Ctl.Results;

/// <summary>What <c>tail</c> and <c>maintail</c> print with <c>--json</c>. Bytes that are no UTF-8 become U+FFFD.</summary>
/// <param name="Group">The process's group; null for supervisord's own log.</param>
/// <param name="Name">The process; null for supervisord's own log.</param>
/// <param name="Channel"><c>stdout</c> or <c>stderr</c>; null for supervisord's own log.</param>
/// <param name="Text">The end of the log.</param>
internal sealed record LogText(string? Group, string? Name, string? Channel, string Text);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LogText))]
internal sealed partial class CtlJson : JsonSerializerContext;
