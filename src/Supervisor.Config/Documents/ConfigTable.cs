using System.Diagnostics.CodeAnalysis;

namespace Supervisor.Config.Documents;

/// <summary>How a table came to be, which decides what may still be added to it.</summary>
public enum TableOrigin
{
    /// <summary>Only named as the parent of another one (<c>a</c> in <c>[a.b]</c>).</summary>
    Implied,

    /// <summary>By its own header.</summary>
    Header,

    /// <summary>By a dotted key.</summary>
    DottedKey,

    /// <summary>Written in braces: complete as it stands.</summary>
    Inline,

    /// <summary>A section of an INI file: its keys may be set again, and the last one counts.</summary>
    Section,
}

/// <summary>Keys and values in the order they were written.</summary>
public sealed class ConfigTable(TableOrigin origin, SourcePlace place)
{
    // Up to here looking at each entry is quicker than an index, and most tables stay that small.
    private const int LargestUnindexed = 12;

    private readonly List<ConfigEntry> _entries = [];
    private Dictionary<string, int>? _index;

    public TableOrigin Origin { get; private set; } = origin;

    /// <summary>Where its header, or the first key that implies it, stands.</summary>
    public SourcePlace Place { get; private set; } = place;

    public IReadOnlyList<ConfigEntry> Entries => _entries;

    public bool TryGet(string key, [NotNullWhen(true)] out ConfigEntry? entry)
    {
        var at = IndexOf(key);
        entry = at < 0 ? null : _entries[at];
        return at >= 0;
    }

    /// <summary>The table under a key, or null when there is none.</summary>
    public ConfigTable? Child(string key) => TryGet(key, out var entry) ? entry.Table : null;

    /// <summary>Adds an entry; false when the key is taken already.</summary>
    public bool Add(ConfigEntry entry)
    {
        if (IndexOf(entry.Key) >= 0)
        {
            return false;
        }

        _index?.Add(entry.Key, _entries.Count);
        _entries.Add(entry);
        return true;
    }

    /// <summary>Puts an entry in the place of the one that has its key.</summary>
    internal void Replace(ConfigEntry entry) => _entries[IndexOf(entry.Key)] = entry;

    /// <summary>
    /// The name of the section as people read it: <c>program.x</c>, and <c>program:x</c> where it stands in an INI file.
    /// </summary>
    internal string Title(string name) => Origin == TableOrigin.Section && name.IndexOf('.') is var dot and > 0
        ? $"{name[..dot]}:{name[(dot + 1)..]}"
        : name;

    /// <summary>Takes an entry out; false when there is none.</summary>
    internal bool Remove(string key)
    {
        var at = IndexOf(key);
        if (at < 0)
        {
            return false;
        }

        _entries.RemoveAt(at);
        _index = null;
        return true;
    }

    private int IndexOf(string key)
    {
        if (_entries.Count <= LargestUnindexed)
        {
            for (var i = 0; i < _entries.Count; i++)
            {
                if (_entries[i].Key == key)
                {
                    return i;
                }
            }

            return -1;
        }

        return (_index ??= BuildIndex()).GetValueOrDefault(key, -1);
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(_entries.Count, StringComparer.Ordinal);
        for (var i = 0; i < _entries.Count; i++)
        {
            index.Add(_entries[i].Key, i);
        }

        return index;
    }

    /// <summary>Turns an implied table into one with a header of its own.</summary>
    internal void Declare(SourcePlace place, TableOrigin origin = TableOrigin.Header) => (Origin, Place) = (origin, place);
}
