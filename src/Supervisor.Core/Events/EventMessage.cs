namespace Supervisor.Core.Events;

/// <summary>An event as listeners get it: what it is, and its payload in UTF-8.</summary>
/// <param name="Type">A leaf of the tree.</param>
/// <param name="Payload">Rendered when it happened, since what it speaks of may change; not to be altered.</param>
public sealed record EventMessage(EventType Type, ReadOnlyMemory<byte> Payload);
