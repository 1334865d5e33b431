namespace Supervisor.Ctl.Input;

/// <summary>The lines entered before, and a place among them while one is looked for.</summary>
internal sealed class History
{
    private const int MaxLines = 1000;

    private readonly List<string> _lines = [];
    private int _loaded;
    private int _place;
    private string _draft = "";

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The lines of this session.</summary>
    public IEnumerable<string> Added => _lines.Skip(_loaded);

    public void Load(IEnumerable<string> lines)
    {
        _lines.AddRange(lines.Where(line => line.Length > 0).TakeLast(MaxLines));
        _loaded = _lines.Count;
        _place = _lines.Count;
    }

    /// <summary>Keeps a line, unless it is blank or the same as the last.</summary>
    public void Add(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_lines.Count == 0 || _lines[^1] != line))
            _lines.Add(line);
        _place = _lines.Count;
    }

    /// <summary>The line before; null at the oldest. <paramref name="current"/> is kept for the way back.</summary>
    public string? Older(string current)
    {
        if (_place == 0)
            return null;
        if (_place == _lines.Count)
            _draft = current;
        return _lines[--_place];
    }

    /// <summary>The line after, in the end the one that was being written; null when it is there already.</summary>
    public string? Newer()
    {
        if (_place == _lines.Count)
            return null;
        _place++;
        return _place == _lines.Count ? _draft : _lines[_place];
    }

    /// <summary>The newest line that holds a text, before a place; -1 when there is none.</summary>
    public int FindBefore(int place, string text)
    {
        for (int i = Math.Min(place, _lines.Count) - 1; i >= 0; i--)
        {
            if (_lines[i].Contains(text, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }
}
