using Supervisor.Engine.Recovery;

namespace Supervisor.Engine.Tests.Listeners;

/// <summary>
/// A journal whose owner dies at its n-th commit, before or after it is written: the thread that commits never comes back, as if its
/// process had been killed there.
/// </summary>
internal sealed class MortalJournal(IJournal journal, int fatalCommit, bool writesIt) : IJournal
{
    private int _commits;

    public IReadOnlyDictionary<string, byte[]> Recovered => journal.Recovered;

    public ManualResetEventSlim Dead { get; } = new();

    public void Put(string key, ReadOnlySpan<byte> value) => journal.Put(key, value);

    public void Remove(string key) => journal.Remove(key);

    public void Commit()
    {
        var isFatal = ++_commits == fatalCommit;
        if (!isFatal || writesIt) journal.Commit();
        if (!isFatal) return;
        Dead.Set();
        Thread.Sleep(Timeout.Infinite);
    }
}
