namespace Supervisor.Daemon.Http.XmlRpc.Wire;

/// <summary>A request, understood.</summary>
/// <param name="Method"><c>namespace.method</c>; never empty.</param>
internal sealed record XmlRpcCall(string Method, IReadOnlyList<XmlRpcValue> Parameters);
