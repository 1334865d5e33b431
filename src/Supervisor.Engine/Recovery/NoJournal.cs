namespace Supervisor.Engine.Recovery;

/// <summary>Where programs do not outlive this process there is nobody to leave anything to.</summary>
public sealed class NoJournal : IJournal
{
    public static readonly NoJournal Instance = new();

    public IReadOnlyDictionary<string, byte[]> Recovered { get; } = new Dictionary<string, byte[]>();

    public void Put(string key, ReadOnlySpan<byte> value)
    {
    }

    public void Remove(string key)
    {
    }

    public void Commit()
    {
    }
}
