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

    /// <summary>
    /// Follows a log file from a known place on: that after <paramref name="received"/> bytes from <paramref name="after"/>, through all files
    /// that it was rotated to. Where that is not there any more the last 64 KiB of the present file come.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="activity">What the log's writer tells.</param>
    /// <param name="tail">Where to begin without a place.</param>
    /// <param name="after">A place that was given before; null for none.</param>
    /// <param name="received">How many bytes were read from there on.</param>
    /// <param name="cancellation">Ends it, by <see cref="OperationCanceledException"/>.</param>
    public static FollowedLog FollowFileFrom(
        string path, LogActivity activity, long? tail, LogPosition? after, long received, CancellationToken cancellation = default)
    {
        var resumed = after is { } place ? FileCursor.Resume(path, activity, place, received) : null;
        var gap = after is not null && resumed is null;
        var cursor = resumed ?? FileCursor.Begin(path, activity, gap ? ChunkBytes : tail);
        return new FollowedLog(cursor.Position, gap, Chunks(cursor, activity, cancellation));
    }

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
