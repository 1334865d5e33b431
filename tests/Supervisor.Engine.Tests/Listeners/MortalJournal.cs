using Supervisor.Engine.Recovery;

namespace Supervisor.Engine.Tests.Listeners;

/// <summary>
/// A journal whose owner dies at its n-th commit, before or after it is written: the thread that commits never comes back, as if its
/// process had been killed there.
/// </summary>
internal sealed class MortalJournal(IJournal journal, int fatalCommit, bool writesIt) : IJournal
{
    private readonly Lock _change = new();
    private bool _dying;
    private int _commits;
    private bool _outlived;

    public IReadOnlyDictionary<string, byte[]> Recovered => journal.Recovered;

    public ManualResetEventSlim Dead { get; } = new();

    /// <summary>From now on no commit is fatal. Whether the owner is dead already.</summary>
    public bool IsTooLate()
    {
        lock (_change) _outlived = !_dying;
        if (!_outlived) Dead.Wait();
        return !_outlived;
    }

    public void Put(string key, ReadOnlySpan<byte> value) => journal.Put(key, value);

    public void Remove(string key) => journal.Remove(key);

    public void Commit()
    {
        bool isFatal;
        lock (_change)
        {
            isFatal = ++_commits == fatalCommit && !_outlived;
            _dying |= isFatal;
        }

        if (!isFatal || writesIt) journal.Commit();
        if (!isFatal) return;
        Dead.Set();
        Thread.Sleep(Timeout.Infinite);
    }
}
