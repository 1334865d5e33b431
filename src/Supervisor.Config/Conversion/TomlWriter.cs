using System.Text;

namespace Supervisor.Config.Conversion;

/// <summary>Writes a TOML file line by line, with one empty line before each table and none at the start.</summary>
internal sealed class TomlWriter
{
    private readonly StringBuilder _text = new();
    private bool _inTable;

    public override string ToString() => _text.ToString();

    public void Comments(IEnumerable<string> comments)
    {
        foreach (var comment in comments)
        {
            _text.Append(comment.Length == 0 ? "" : TomlText.Comment(comment)).Append('\n');
        }
    }

    /// <summary>The comments above a table and its header.</summary>
    public void Table(string header, IReadOnlyList<string> comments, string? inline)
    {
        Gap();
        Comments(comments);
        Line($"[{header}]", inline);
        _inTable = true;
    }

    /// <summary>Comments that stand for themselves, set apart from what is around them.</summary>
    public void Paragraph(IReadOnlyList<string> comments)
    {
        if (comments.Count > 0)
        {
            Gap();
            Comments(comments);
            _inTable = true;
        }
    }

    public void Pair(string key, string value, IReadOnlyList<string> comments, string? inline)
    {
        Comments(comments);
        Line($"{TomlText.Key(key)} = {value}", inline);
    }

    private void Gap()
    {
        if (_text.Length > 0 && _inTable)
        {
            _text.Append('\n');
        }
    }

    private void Line(string line, string? inline)
    {
        _text.Append(line);
        if (!string.IsNullOrWhiteSpace(inline))
        {
            _text.Append("  ").Append(TomlText.Comment(inline));
        }

        _text.Append('\n');
    }
}
