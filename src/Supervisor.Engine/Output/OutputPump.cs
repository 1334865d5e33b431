using System.Collections.Concurrent;
using Supervisor.Engine.Output.Pipes;
using Supervisor.Engine.Output.Tails;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Signals;
using Supervisor.Posix.Threads;

namespace Supervisor.Engine.Output;

/// <summary>
/// Moves the output of all programs into their logs on one thread of its own, so that neither a flood nor a slow disk
/// delays anything else. All members may be called from any thread.
/// </summary>
public sealed class OutputPump : IDisposable
{
    /// <summary>Name of the thread, as the kernel shows it.</summary>
    public const string ThreadName = "output-pump";

    // SIGXFSZ, the same on x86-64 and arm64.
    private const int FileSizeSignal = 25;
    private const int StackBytes = 256 * 1024;

    private readonly PumpLoop _loop;
    private readonly BackgroundThread _thread;
    private readonly ConcurrentDictionary<string, LogActivity> _activities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<OutputChannel, bool> _channels = new();
    private int _disposed;

    /// <param name="notify">Told of trouble, on the pump thread and must not block.</param>
    /// <param name="firstDescriptor">Logs get descriptor numbers from this one on, where possible.</param>
    /// <param name="staged">Where it is written down whose bytes are between pipe and log; the pump disposes of it.</param>
    public OutputPump(Action<OutputNotice> notify, int firstDescriptor = 0, StagedOutput? staged = null)
    {
        // A file size limit is then an EFBIG of one log, and not the end of the daemon.
        SignalDispositions.SetIgnored(FileSizeSignal);
        _loop = new PumpLoop(notify, firstDescriptor, staged ?? new StagedOutput(NoKeptDescriptors.Instance, 0));
        _thread = BackgroundThread.Start(ThreadName, _loop.Run, StackBytes);
    }

    /// <summary>Makes a channel; nothing is opened yet.</summary>
    public OutputChannel Open(ChannelSettings settings)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);

        // Followers belong to the name: they stay when the file behind it is another one.
        var activity = settings.Target is SinkTarget.File file
            ? _activities.GetOrAdd(file.Path, static _ => new LogActivity())
            : new LogActivity();
        var channel = new OutputChannel(settings, _loop, activity, Forget);
        _channels[channel] = true;
        return channel;
    }

    /// <summary>Moves what is in the pipes, closes all channels and ends the thread.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _loop.Post(() =>
        {
            foreach (var channel in _channels.Keys) channel.Close();
        });
        _loop.Stop();
        _thread.Join();
        _loop.Dispose();
    }

    /// <summary>
    /// Ends the thread and leaves all pipes as they are, for another process to read on: what was taken out of them is in the
    /// logs, but for what is returned.
    /// </summary>
    public async Task<IReadOnlyList<(OutputChannel Channel, ReadOnlyMemory<byte> Unwritten)>> YieldAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rests = new List<(OutputChannel, ReadOnlyMemory<byte>)>();
        _loop.Post(() =>
        {
            foreach (var channel in _channels.Keys)
            {
                if (channel.TakeUnwritten() is { IsEmpty: false } rest) rests.Add((channel, rest));
            }

            _loop.StopNow();
            ended.SetResult();
        });
        await ended.Task.ConfigureAwait(false);
        return rests;
    }

    private void Forget(OutputChannel channel) => _channels.TryRemove(channel, out _);
}
