namespace Supervisor.Testing.Http;

/// <summary>What a client sent.</summary>
/// <param name="Route">Method and target, such as <c>GET /v1/processes?group=web</c>.</param>
/// <param name="Headers">By name, ignoring case.</param>
/// <param name="Body">The bytes of the body.</param>
public sealed record ReceivedRequest(string Route, IReadOnlyDictionary<string, string> Headers, byte[] Body);
