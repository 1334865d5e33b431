using System.Runtime.CompilerServices;

namespace Supervisor.Engine.Output.Tails;

/// <summary>
/// Follows a log as <c>tail -f</c> does, over rotations, without losing a line. It reads when its consumer asks, and is
/// woken by the writer, so that a slow consumer costs no memory and a quiet log no processor time.
/// </summary>
public static class LogFollower
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Follows the log of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="tail">Begin this many bytes before the end; null begins with the whole present file.</param>
    /// <param name="cancellation">Ends it, by <see cref="OperationCanceledException"/>.</param>
    public static IAsyncEnumerable<LogChunk> Follow(OutputChannel channel, long? tail, CancellationToken cancellation = default) =>
        channel.HasReadableFile
            ? FollowFile(channel.LogPath!, channel.Activity, tail, cancellation)
            : Chunks(new RingCursor(channel.Ring, tail), channel.Activity, cancellation);

    /// <summary>Follows a log file by path; it need not exist yet.</summary>
    /// <param name="path">The file. Its backups are <c>.1</c>, <c>.2</c> and so on.</param>
    /// <param name="activity">What the log's writer tells; without word of growth nothing is seen.</param>
    /// <param name="tail">Begin this many bytes before the end; null begins with the whole present file.</param>
    /// <param name="cancellation">Ends it, by <see cref="OperationCanceledException"/>.</param>
    public static IAsyncEnumerable<LogChunk> FollowFile(
        string path, LogActivity activity, long? tail, CancellationToken cancellation = default) =>
        Chunks(FileCursor.Begin(path, activity, tail), activity, cancellation);

    private static async IAsyncEnumerable<LogChunk> Chunks(
        ILogCursor cursor, LogActivity activity, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using (cursor)
        {
            var buffer = new byte[ChunkBytes];
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var next = activity.Next();
                var count = cursor.Read(buffer, out var gap);
                if (count > 0) yield return new LogChunk(buffer.AsMemory(0, count), gap);
                else await next.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}
