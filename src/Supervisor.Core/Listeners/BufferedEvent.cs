using Supervisor.Core.Events;

namespace Supervisor.Core.Listeners;

/// <summary>An event that a pool took and is not done with.</summary>
/// <param name="Entry">Names it among all that the pool ever took: where the serials are the same (a pool that subscribed to a node and to one below it), too.</param>
/// <param name="Position">Its place in the buffer: a lower one is delivered first.</param>
/// <param name="Serial">Its number among all events that pools took.</param>
/// <param name="PoolSerial">Its number among the events of the pool.</param>
/// <param name="Message">The event.</param>
public sealed record BufferedEvent(long Entry, long Position, long Serial, long PoolSerial, EventMessage Message);
