namespace Supervisor.Daemon.Events;

/// <summary>One event of the API's stream.</summary>
/// <param name="Id">Grows by one with every event.</param>
/// <param name="Name">Its kind: <c>process_state</c>, <c>group_added</c> ...</param>
/// <param name="Data">A JSON object on one line.</param>
internal readonly record struct EventItem(long Id, string Name, string Data);
