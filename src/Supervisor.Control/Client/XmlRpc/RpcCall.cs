namespace Supervisor.Control.Client.XmlRpc;

/// <summary>One call of a method of supervisord's.</summary>
/// <param name="Method">Its full name, <c>supervisor.startProcess</c>.</param>
/// <param name="Arguments">Its parameters, in order.</param>
internal sealed record RpcCall(string Method, params IReadOnlyList<RpcValue> Arguments)
{
    /// <summary>Whether the name among the arguments is that of a group: what a fault about it means.</summary>
    public bool NamesGroup => Method.EndsWith("ProcessGroup", StringComparison.Ordinal);
}
