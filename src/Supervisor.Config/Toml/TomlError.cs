using Supervisor.Config.Documents;

namespace Supervisor.Config.Toml;

/// <summary>One part of a key.</summary>
internal readonly record struct TomlKey(string Name, SourcePlace Place);

/// <summary>Why a statement cannot be read.</summary>
internal sealed record TomlError(SourcePlace Place, string Text)
{
    public static TomlError SetTwice(TomlKey key, SourcePlace first) =>
        new(key.Place, $"`{key.Name}` is set twice: first at {first}");
}
