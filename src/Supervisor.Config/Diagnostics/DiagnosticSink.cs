using Supervisor.Config.Documents;

namespace Supervisor.Config.Diagnostics;

/// <summary>
/// Collects what is found while a config is read. The same finding is kept once, and their number is bounded, so that
/// one mistake in a program of a thousand processes is one line and a hostile file cannot fill the memory.
/// </summary>
internal sealed class DiagnosticSink
{
    private const int Limit = 1000;

    private readonly List<ConfigDiagnostic> _found = [];
    private readonly HashSet<ConfigDiagnostic> _known = [];
    private readonly Dictionary<string, int> _fileOrder = new(StringComparer.Ordinal);
    private int _dropped;

    public int ErrorCount { get; private set; }

    public bool HasErrors => ErrorCount > 0;

    public void Error(SourcePlace place, string text) => Add(ConfigSeverity.Error, place, text);

    /// <summary>
    /// <c>; did you mean `x`?</c>, or nothing when no known name is near, or when so much was found already that nobody
    /// would read it.
    /// </summary>
    public string Hint(string name, IEnumerable<string> known) =>
        _found.Count < Limit && NearestName.Of(name, known.Take(Limit)) is { } nearest ? $"; did you mean `{nearest}`?" : "";

    /// <summary>Something required is not there: said only when no broken line may be hiding it.</summary>
    public void Missing(SourcePlace place, string text)
    {
        if (!SyntaxErrors)
        {
            Error(place, text);
        }
        else
        {
            ErrorCount++;
        }
    }

    /// <summary>Whether a part of the config could not be read at all.</summary>
    public bool SyntaxErrors { get; private set; }

    /// <summary>Marks that what was reported so far are parts that could not be read.</summary>
    public void EndOfReading() => SyntaxErrors = HasErrors;

    public void Warn(SourcePlace place, string text) => Add(ConfigSeverity.Warning, place, text);

    /// <summary>Fixes the place of a file's findings among those of all files: the order of these calls.</summary>
    public void Order(string file) => _fileOrder.TryAdd(file, _fileOrder.Count);

    /// <summary>All findings, file by file in the order the files were read, each from top to bottom.</summary>
    public IReadOnlyList<ConfigDiagnostic> ToList()
    {
        List<ConfigDiagnostic> sorted =
        [
            .. _found.OrderBy(d => _fileOrder.GetValueOrDefault(d.File, -1)).ThenBy(d => d.Line).ThenBy(d => d.Column),
        ];
        if (_dropped > 0)
        {
            sorted.Add(new ConfigDiagnostic(ConfigSeverity.Error, "", 0, 0, $"{_dropped} more findings are not shown"));
        }

        return sorted;
    }

    private void Add(ConfigSeverity severity, SourcePlace place, string text)
    {
        if (severity == ConfigSeverity.Error)
        {
            ErrorCount++;
        }

        var diagnostic = new ConfigDiagnostic(severity, place.File, place.Line, place.Column, OneLine.Of(text));
        if (_known.Contains(diagnostic))
        {
            return;
        }

        if (_found.Count >= Limit)
        {
            _dropped++;
            return;
        }

        _known.Add(diagnostic);
        _found.Add(diagnostic);
    }
}
