using System.Globalization;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners.Records;

/// <summary>The keys under which a machine's records are kept. Names hold no slash, so that a key can be taken apart again.</summary>
internal static class RecordKeys
{
    public const string Head = "pools/head";
    public const string PoolPrefix = "pools/pool/";
    public const string EventPrefix = "pools/event/";
    public const string PositionPrefix = "pools/at/";
    public const string ListenerPrefix = "pools/listener/";

    public static string Pool(string pool) => PoolPrefix + pool;

    public static string Event(string pool, long entry) => string.Create(CultureInfo.InvariantCulture, $"{EventPrefix}{pool}/{entry}");

    public static string Position(string pool, long entry) => string.Create(CultureInfo.InvariantCulture, $"{PositionPrefix}{pool}/{entry}");

    public static string Listener(ProcessName name) => $"{ListenerPrefix}{name.Group}/{name.Name}";

    /// <summary>The two parts behind a prefix; false for other keys.</summary>
    public static bool TrySplit(string key, string prefix, out string pool, out string rest)
    {
        var slash = key.StartsWith(prefix, StringComparison.Ordinal) ? key.IndexOf('/', prefix.Length) : -1;
        pool = slash < 0 ? "" : key[prefix.Length..slash];
        rest = slash < 0 ? "" : key[(slash + 1)..];
        return slash >= 0;
    }
}
