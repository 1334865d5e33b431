using System.Collections.Concurrent;
using Supervisor.Posix.Events;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>From all threads to the keeper's loop, which sleeps in epoll on <see cref="Number"/>.</summary>
internal sealed class InputQueue : IDisposable
{
    private readonly ConcurrentQueue<KeeperInput> _inputs = new();
    private readonly EventDescriptor _wake = new();

    internal int Number => _wake.Number;

    internal void Post(KeeperInput input)
    {
        _inputs.Enqueue(input);
        _wake.Signal();
    }

    /// <summary>To be called before taking, so that what is posted meanwhile wakes again.</summary>
    internal void Woken() => _wake.Consume();

    internal bool TryTake(out KeeperInput? input) => _inputs.TryDequeue(out input);

    public void Dispose() => _wake.Dispose();
}
