using System.Collections.Concurrent;
using Supervisor.Posix.Events;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// From all threads to the keeper's loop, which sleeps in epoll on <see cref="Number"/>. Made by the loop's own thread, which is to look here
/// before it sleeps.
/// </summary>
internal sealed class InputQueue : IDisposable
{
    private readonly ConcurrentQueue<KeeperInput> _inputs = new();
    private readonly EventDescriptor _wake = new();
    private readonly int _reader = Environment.CurrentManagedThreadId;

    internal int Number => _wake.Number;

    internal bool IsEmpty => _inputs.IsEmpty;

    internal void Post(KeeperInput input)
    {
        _inputs.Enqueue(input);
        if (Environment.CurrentManagedThreadId != _reader)
            _wake.Signal();
    }

    /// <summary>Without waking the loop, where a <see cref="Post"/> follows.</summary>
    internal void Add(KeeperInput input) => _inputs.Enqueue(input);

    /// <summary>To be called before taking, so that what is posted meanwhile wakes again.</summary>
    internal void Woken() => _wake.Consume();

    internal bool TryTake(out KeeperInput? input) => _inputs.TryDequeue(out input);

    public void Dispose() => _wake.Dispose();
}
