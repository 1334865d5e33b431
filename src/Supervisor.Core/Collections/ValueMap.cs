using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Supervisor.Core.Collections;

/// <summary>An immutable map from names to texts that is equal to another one when both hold the same pairs.</summary>
public sealed class ValueMap : IReadOnlyDictionary<string, string>, IEquatable<ValueMap>
{
    public static readonly ValueMap Empty = new([]);

    private readonly SortedDictionary<string, string> _pairs;

    public ValueMap(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        _pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            _pairs[key] = value;
        }
    }

    public int Count => _pairs.Count;

    public IEnumerable<string> Keys => _pairs.Keys;

    public IEnumerable<string> Values => _pairs.Values;

    public string this[string key] => _pairs[key];

    public bool ContainsKey(string key) => _pairs.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _pairs.TryGetValue(key, out value);

    /// <summary>This map with the pairs of <paramref name="top"/> laid over it.</summary>
    public ValueMap Overlay(IEnumerable<KeyValuePair<string, string>> top) => new(_pairs.Concat(top));

    public bool Equals(ValueMap? other) => other is not null && _pairs.SequenceEqual(other._pairs);

    public override bool Equals(object? obj) => Equals(obj as ValueMap);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in _pairs)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
