using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Options;

namespace Supervisor.Config.Ini;

/// <summary>
/// Reads an INI text line by line as <c>configparser.RawConfigParser</c> of Python 3 does in the mode that supervisord
/// uses it in: not strict, <c>;</c> and <c>#</c> begin inline comments too, nothing is interpolated.
/// </summary>
internal sealed class IniReader
{
    private const int MostErrors = 500;
    private const int LongestShown = 60;

    private readonly string _file;
    private readonly DiagnosticSink _sink;
    private readonly IniFile _result = new();
    private List<string> _comments = [];
    private IniSection? _section;
    private IniPair? _pair;
    private int _indent;
    private string _lineEnd = "";
    private int _errors;

    private IniReader(string file, DiagnosticSink sink) => (_file, _sink) = (file, sink);

    /// <summary>All sections and keys that can be read; the other lines are in <paramref name="sink"/>.</summary>
    public static IniFile Read(string file, string text, DiagnosticSink sink)
    {
        var reader = new IniReader(file, sink);
        reader.ReadLines(text);
        reader.ClosePair();
        reader._result.Trailing = reader._comments;
        return reader._result;
    }

    private void ReadLines(string text)
    {
        var number = 0;
        for (var start = 0; start < text.Length && _errors < MostErrors;)
        {
            // Python reads text files with universal newlines.
            var end = text.AsSpan(start).IndexOfAny('\n', '\r') is var length and >= 0 ? start + length : text.Length;
            _lineEnd = end < text.Length ? "\n" : "";
            ReadLine(text[start..end], ++number);
            start = end + 1;
            if (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n')
            {
                start++;
            }
        }
    }

    private void ReadLine(string line, int number)
    {
        var comment = IniComment.Start(line);
        var (start, end) = PythonSpace.Bounds(line, 0, comment);
        if (start == end)
        {
            // An empty line belongs to the value that it may stand in, a line with a comment does not.
            if (comment == line.Length)
            {
                _pair?.AddLine("");
            }

            KeepComment(line, comment);
            return;
        }

        var inline = comment < line.Length ? CommentText(line, comment) : null;
        if (_pair is not null && start > _indent)
        {
            _pair.AddLine(line[start..end]);
            _pair.Comments.AddRange(_comments.Where(c => c.Length > 0));
            _comments = [];
            Attach(_pair, inline);
            return;
        }

        _indent = start;
        var close = line[start] == '[' ? line.LastIndexOf(']', end - 1, end - start) : -1;
        if (close > start + 1)
        {
            OpenSection(line[(start + 1)..close], Place(number, start), inline);
        }
        else if (_section is null)
        {
            Fail(number, start, $"File contains no section headers. {Shown(line)}");
            _errors = MostErrors;
        }
        else
        {
            ReadPair(line, start, end, number, inline);
        }
    }

    private void ReadPair(string line, int start, int end, int number, string? inline)
    {
        var delimiter = line.AsSpan(start, end - start).IndexOfAny('=', ':');
        var key = delimiter < 0 ? "" : PythonSpace.Strip(line[start..(start + delimiter)]);
        if (key.Length == 0)
        {
            var missing = delimiter < 0 ? "neither `=` nor `:`" : "no key";
            Fail(number, start, $"Source contains parsing errors: {Shown(line)} has {missing}");
            return;
        }

        ClosePair();
        var value = PythonSpace.Bounds(line, start + delimiter + 1, end);
        var valueAt = value.Start < value.End ? value.Start : start + delimiter;
        _pair = new IniPair(key.ToLowerInvariant(), Place(number, start), Place(number, valueAt));
        _pair.AddLine(line[value.Start..value.End]);
        _pair.Comments.AddRange(_comments);
        _comments = [];
        Attach(_pair, inline);
        _section!.Pairs.Add(_pair);
    }

    private void OpenSection(string name, SourcePlace place, string? inline)
    {
        ClosePair();
        _section = new IniSection(name, place) { Comments = _comments, Inline = inline };
        _comments = [];
        _result.Sections.Add(_section);
    }

    private void ClosePair()
    {
        _pair?.Close();
        _pair = null;
    }

    private void KeepComment(string line, int comment)
    {
        if (comment < line.Length)
        {
            _comments.Add(CommentText(line, comment));
        }
        else if (_comments.Count > 0 && _comments[^1].Length > 0)
        {
            _comments.Add("");
        }
    }

    private static void Attach(IniPair pair, string? inline)
    {
        if (inline is not null)
        {
            pair.Inline.Add(inline);
        }
    }

    private static string CommentText(string line, int comment) =>
        PythonSpace.Strip(PythonSpace.Strip(line[comment..]).TrimStart(';', '#'));

    private void Fail(int number, int start, string text)
    {
        _sink.Error(Place(number, start), text);
        if (++_errors == MostErrors)
        {
            _sink.Error(Place(number, start), $"{MostErrors} errors; the rest of the file is not read");
        }
    }

    // As Python shows a line.
    private string Shown(string line) =>
        line.Length > LongestShown ? PythonText.Repr(line[..LongestShown]) + "..." : PythonText.Repr(line + _lineEnd);

    private SourcePlace Place(int line, int start) => new(_file, line, start + 1);
}
