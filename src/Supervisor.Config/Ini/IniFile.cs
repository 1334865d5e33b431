using Supervisor.Config.Documents;

namespace Supervisor.Config.Ini;

/// <summary>
/// An INI file as written: sections and keys in their order, repeated ones too, with the comments that belong to them.
/// A comment is kept without its <c>#</c> or <c>;</c>; an empty line between comments is an empty text.
/// </summary>
internal sealed class IniFile
{
    public List<IniSection> Sections { get; } = [];

    /// <summary>The comments after the last key.</summary>
    public List<string> Trailing { get; set; } = [];
}

/// <summary>A section from its header to the next one.</summary>
/// <param name="Name">What stands between the brackets, blanks included.</param>
/// <param name="Place">Where the header stands.</param>
internal sealed record IniSection(string Name, SourcePlace Place)
{
    /// <summary>The comments before the header.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>The comment behind the header, or null.</summary>
    public string? Inline { get; init; }

    public List<IniPair> Pairs { get; } = [];
}

/// <summary>A key and its value.</summary>
/// <param name="key">In lower case, as Python's parser has it.</param>
/// <param name="place">Where the key stands.</param>
/// <param name="valuePlace">Where the value begins.</param>
internal sealed class IniPair(string key, SourcePlace place, SourcePlace valuePlace)
{
    private readonly List<string> _lines = [];

    public string Key => key;

    public SourcePlace Place => place;

    public SourcePlace ValuePlace => valuePlace;

    /// <summary>All lines of the value, joined by line feeds, without those at its end that are empty.</summary>
    public string Value { get; private set; } = "";

    /// <summary>The comments before the key and between the lines of its value.</summary>
    public List<string> Comments { get; } = [];

    /// <summary>The comments behind the lines of its value.</summary>
    public List<string> Inline { get; } = [];

    public void AddLine(string line) => _lines.Add(line);

    /// <summary>Makes the value from its lines; to be called once, when all are there.</summary>
    public void Close()
    {
        Value = PythonSpace.TrimEnd(string.Join('\n', _lines));
        _lines.Clear();
    }
}
