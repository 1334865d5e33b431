using Supervisor.Daemon.Http.XmlRpc.Wire;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>
/// Where a method puts its one value. It writes nothing when it returns a fault, and calls
/// <see cref="KeepBoundedAsync"/> between the parts of a value that may become large.
/// </summary>
/// <param name="Caller">Who asked, for the log.</param>
/// <param name="Cancellation">The client has left.</param>
internal readonly record struct Reply(AnswerBuffer Buffer, string Caller, CancellationToken Cancellation)
{
    public ValueWriter Values => new(Buffer);

    public ValueTask KeepBoundedAsync() => Buffer.KeepBoundedAsync();

    /// <summary>True, which is all that many methods have to say.</summary>
    public Fault? Yes()
    {
        Values.Flag(true);
        return null;
    }
}
