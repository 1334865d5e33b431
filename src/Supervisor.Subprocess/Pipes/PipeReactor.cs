using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Threads;

namespace Supervisor.Subprocess.Pipes;

/// <summary>
/// One thread that waits for all pipes of all children (epoll), so that a thousand children with piped output need no thread
/// each: .NET itself has no asynchronous I/O on pipes. It sleeps while nobody waits for a pipe.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The one instance lives as long as the process.")]
internal sealed class PipeReactor
{
    private const int ReactorStack = 256 * 1024;

    private static readonly Lazy<PipeReactor> SharedReactor = new(() => new PipeReactor());

    private readonly Epoll _epoll = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource> _waiting = new();
    private ulong _lastTag;

    private PipeReactor() => BackgroundThread.Start("child pipes", Run, ReactorStack);

    internal static PipeReactor Shared => SharedReactor.Value;

    /// <summary>A tag for a descriptor. It joins the set at its first wait: many a pipe is read to its end without any.</summary>
    internal ulong NewTag() => Interlocked.Increment(ref _lastTag);

    /// <summary>Waits for an event on a descriptor; one waiter at a time.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="isFirst">Whether it has not been waited for before.</param>
    /// <param name="events">What to wait for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal async Task WaitAsync(OwnedDescriptor descriptor, ulong tag, bool isFirst, EpollEvents events, CancellationToken cancellation)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[tag] = ready;
        try
        {
            using var cancelled = cancellation.Register(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), ready);
            if (isFirst)
                _epoll.Add(descriptor.Number, events | EpollEvents.OneShot, tag);
            else
                _epoll.Modify(descriptor.Number, events | EpollEvents.OneShot, tag);
            await ready.Task.ConfigureAwait(false);
        }
        finally
        {
            _waiting.TryRemove(new KeyValuePair<ulong, TaskCompletionSource>(tag, ready));
        }
    }

    /// <summary>Takes a descriptor out, before it is closed; who waits for it gets <see cref="ObjectDisposedException"/>.</summary>
    internal void Forget(OwnedDescriptor descriptor, ulong tag)
    {
        _epoll.Remove(descriptor.Number);
        if (_waiting.TryRemove(tag, out var waiting))
            waiting.TrySetException(new ObjectDisposedException(nameof(PipeStream)));
    }

    private void Run()
    {
        var events = new EpollEvent[256];
        while (true)
        {
            var count = _epoll.Wait(events, timeout: null);
            foreach (var e in events.AsSpan(0, count))
            {
                if (_waiting.TryRemove(e.Tag, out var ready))
                    ready.TrySetResult();
            }
        }
    }
}
