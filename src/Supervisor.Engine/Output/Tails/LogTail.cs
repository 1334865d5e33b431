namespace Supervisor.Engine.Output.Tails;

/// <summary>The newest part of a channel's log, from its file or, where no file is kept, from memory.</summary>
public static class LogTail
{
    /// <summary>Reads the last bytes; of a log in memory 64 KiB at most. May block on the disk.</summary>
    public static LogRead Read(OutputChannel channel, long bytes)
    {
        if (channel.HasReadableFile) return LogReader.Tail(channel.LogPath!, bytes);
        var position = Math.Max(0, channel.Ring.End - bytes);
        var kept = new byte[Math.Clamp(bytes, 0, TailRing.Capacity)];
        var count = channel.Ring.Read(ref position, kept);
        return new LogRead.Found(kept.AsMemory(0, count), position + count);
    }
}
