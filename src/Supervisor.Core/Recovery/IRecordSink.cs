namespace Supervisor.Core.Recovery;

/// <summary>Takes records in: a value by key, in place of an older one of the same key.</summary>
public interface IRecordSink
{
    void Put(string key, ReadOnlySpan<byte> value);

    /// <summary>Nothing happens when there is no such record.</summary>
    void Remove(string key);
}
