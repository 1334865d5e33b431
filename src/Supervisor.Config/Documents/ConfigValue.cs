namespace Supervisor.Config.Documents;

/// <summary>A value as written, before expansion and before anything is known about what it is for.</summary>
public abstract record ConfigValue(SourcePlace Place)
{
    /// <param name="Value">The text.</param>
    /// <param name="Place">Where it stands.</param>
    /// <param name="Syntax">How names to expand are written in it, which follows from the file it stands in.</param>
    public sealed record Text(string Value, SourcePlace Place, TextSyntax Syntax = TextSyntax.Dollar) : ConfigValue(Place);

    /// <param name="Value">The number.</param>
    /// <param name="Octal">Whether it was written in octal (<c>0o755</c>), which says what it means where a file mode is wanted.</param>
    /// <param name="Place">Where it stands.</param>
    public sealed record Integer(long Value, bool Octal, SourcePlace Place) : ConfigValue(Place);

    /// <param name="Value">The number; may be infinite or not a number.</param>
    /// <param name="Written">As written, so that it can stand for a text.</param>
    /// <param name="Place">Where it stands.</param>
    public sealed record Float(double Value, string Written, SourcePlace Place) : ConfigValue(Place);

    public sealed record Boolean(bool Value, SourcePlace Place) : ConfigValue(Place);

    /// <summary>A date or time, which no key wants.</summary>
    public sealed record Date(string Written, SourcePlace Place) : ConfigValue(Place);

    public sealed record List(IReadOnlyList<ConfigValue> Items, SourcePlace Place) : ConfigValue(Place);

    public sealed record Table(ConfigTable Value, SourcePlace Place) : ConfigValue(Place);
}
