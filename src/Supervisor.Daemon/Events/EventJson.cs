using System.Text.Json.Serialization;

namespace Supervisor.Daemon.Events;

internal sealed record ProcessStateEvent(
    string Group, string Name, string From, string To, int Pid, int Tries, bool Expected, DateTimeOffset At);

internal sealed record GroupEvent(string Group, DateTimeOffset At);

internal sealed record OutputEvent(string Group, string Name, int Pid, string Channel, string Data, DateTimeOffset At);

internal sealed record RemoteEvent(string Type, string Data, DateTimeOffset At);

internal sealed record TickEvent(int Period, long When, DateTimeOffset At);

internal sealed record SupervisorEvent(DateTimeOffset At);

/// <summary>Takes the place of events that are not kept any more.</summary>
internal sealed record MissedEvents(long Count);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProcessStateEvent))]
[JsonSerializable(typeof(GroupEvent))]
[JsonSerializable(typeof(OutputEvent))]
[JsonSerializable(typeof(RemoteEvent))]
[JsonSerializable(typeof(TickEvent))]
[JsonSerializable(typeof(SupervisorEvent))]
[JsonSerializable(typeof(MissedEvents))]
internal sealed partial class EventJson : JsonSerializerContext;
