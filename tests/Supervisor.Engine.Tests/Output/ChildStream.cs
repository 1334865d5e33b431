using Supervisor.Engine.Output;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Tests.Output;

/// <summary>The writing side of one run of a program.</summary>
internal sealed class ChildStream : IDisposable
{
    private readonly OwnedDescriptor _write;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChildStream(OutputChannel channel)
    {
        (var read, _write) = Pipe.Create();
        channel.Attach(read, () => _ended.TrySetResult());
    }

    /// <summary>Completes when the pump has closed its end.</summary>
    public Task Ended => _ended.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Writes as a program does: it waits while the pipe is full.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var result = DescriptorIo.Write(_write, bytes);
            if (result.Failed) throw new PosixException("write", result.Error);
            bytes = bytes[(int)result.Count..];
        }
    }

    public void Write(string text) => Write(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes all of it in pieces of random size, on a thread of its own, and ends.</summary>
    public Task WriteInPieces(byte[] bytes, int seed, int largest) => Task.Factory.StartNew(
        () =>
        {
            var random = new Random(seed);
            for (var at = 0; at < bytes.Length;)
            {
                var piece = Math.Min(bytes.Length - at, random.Next(1, largest + 1));
                Write(bytes.AsSpan(at, piece));
                at += piece;
            }

            Dispose();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public void Dispose() => _write.Dispose();
}
