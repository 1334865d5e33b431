using System.Globalization;

namespace Supervisor.Ctl.Logs;

/// <summary>The <c>-f</c> or <c>-N</c> before the names of <c>tail</c> and <c>maintail</c>.</summary>
/// <param name="Follow">Whether to go on with what is written from now on.</param>
/// <param name="Bytes">How much of the end to show at first; null for all.</param>
internal readonly record struct LogOptions(bool Follow, long? Bytes)
{
    private const long DefaultBytes = 1600;

    /// <summary>What a follower sees of the time before, as supervisord's log streams show.</summary>
    public const long FollowBytes = 1024;

    public static readonly LogOptions Default = new(false, DefaultBytes);

    /// <summary>Null for a word that is no such option. <c>-0</c> is the whole log, as in supervisord.</summary>
    public static LogOptions? Parse(string word)
    {
        if (word == "-f")
            return new LogOptions(true, FollowBytes);
        if (!word.StartsWith('-') || !long.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
            return null;
        return new LogOptions(false, bytes == 0 ? null : bytes);
    }
}
