namespace Supervisor.Control.Client;

/// <summary>One item of <c>GET /v1/events</c>.</summary>
/// <param name="Id">Give it to <see cref="ControlClient.ReadEventsAsync"/> to go on after it; empty when the server sent none.</param>
/// <param name="Type">Such as <c>process_state</c>.</param>
/// <param name="Data">A JSON document.</param>
public sealed record ControlEvent(string Id, string Type, string Data);
