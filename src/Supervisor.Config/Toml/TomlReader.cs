using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Supervisor.Config.Toml;

/// <summary>
/// Reads a TOML text (TOML 1.1) into a table with the place of every key and value. It reports every error it can tell
/// apart, one per statement, and goes on with the next line. Tomlyn's lexer does the tokens; the statements are read
/// here, because Tomlyn's tree costs five times the time and its pull parser stops at the first error.
/// </summary>
internal sealed class TomlReader
{
    private const int MostErrors = 500;

    private readonly TomlTokens _tokens;
    private readonly TomlValueReader _values;
    private readonly DiagnosticSink _sink;
    private readonly ConfigTable _root;
    private ConfigTable _current;

    private TomlReader(string file, string text, DiagnosticSink sink)
    {
        _tokens = new TomlTokens(file, text);
        _values = new TomlValueReader(_tokens);
        _sink = sink;
        _root = new ConfigTable(TableOrigin.Header, SourcePlace.WholeFile(file));
        _current = _root;
    }

    /// <summary>The table of all statements that are right; those that are not are in <paramref name="sink"/>.</summary>
    public static ConfigTable Read(string file, string text, DiagnosticSink sink)
    {
        var reader = new TomlReader(file, text, sink);
        reader.ReadAll();
        return reader._root;
    }

    private void ReadAll()
    {
        var errors = 0;
        do
        {
            var error = _tokens.Next(TomlLexerMode.Key) is { } lexical
                ? new TomlError(_tokens.Place, lexical)
                : ReadStatement();
            if (error is not null)
            {
                _sink.Error(error.Place, error.Text);
                _tokens.SkipLine();
                if (++errors == MostErrors)
                {
                    _sink.Error(_tokens.Place, $"{MostErrors} errors; the rest of the file is not read");
                    return;
                }
            }
        }
        while (_tokens.Kind != TokenKind.Eof);
    }

    private TomlError? ReadStatement() => _tokens.Kind switch
    {
        TokenKind.NewLine or TokenKind.Eof => null,
        TokenKind.OpenBracket => ReadHeader(),
        TokenKind.OpenBracketDouble => ReadArrayHeader(),
        _ => ReadPair(),
    };

    private TomlError? ReadPair() =>
        _values.ReadPair(_current) ?? _values.Step(TomlLexerMode.Key) ?? _values.ExpectLineEnd();

    private TomlError? ReadHeader()
    {
        var place = _tokens.Place;
        var path = new List<TomlKey>();
        var error = _values.Step(TomlLexerMode.Key) ?? _values.ReadKey(path)
            ?? _values.Expect(TokenKind.CloseBracket, "]") ?? _values.Step(TomlLexerMode.Key) ?? _values.ExpectLineEnd();

        // Keys after a wrong header belong to nothing that is known, and must not land in the table before it.
        _current = new ConfigTable(TableOrigin.Header, place);
        return error ?? OpenTable(path, place);
    }

    private TomlError ReadArrayHeader()
    {
        var place = _tokens.Place;
        _current = new ConfigTable(TableOrigin.Header, place);
        var error = _values.Step(TomlLexerMode.Key) ?? _values.ReadKey([]);
        return error ?? new TomlError(place, "no table of a config is an array of tables: write [name], not [[name]]");
    }

    private TomlError? OpenTable(List<TomlKey> path, SourcePlace place)
    {
        var table = _root;
        foreach (var key in path.Take(path.Count - 1))
        {
            if (!table.TryGet(key.Name, out var entry))
            {
                var child = new ConfigTable(TableOrigin.Implied, key.Place);
                table.Add(new ConfigEntry(key.Name, key.Place, new ConfigValue.Table(child, key.Place)));
                table = child;
            }
            else if (entry.Table is { Origin: not TableOrigin.Inline } child)
            {
                table = child;
            }
            else
            {
                return TomlError.SetTwice(key, entry.Place);
            }
        }

        return OpenLast(table, path[^1], place);
    }

    private TomlError? OpenLast(ConfigTable parent, TomlKey key, SourcePlace place)
    {
        if (!parent.TryGet(key.Name, out var entry))
        {
            _current = new ConfigTable(TableOrigin.Header, place);
            parent.Add(new ConfigEntry(key.Name, key.Place, new ConfigValue.Table(_current, place)));
            return null;
        }

        if (entry.Table is not { Origin: TableOrigin.Implied } implied)
        {
            return entry.Table is { } table
                ? new TomlError(place, $"table `{key.Name}` is written twice: first at {table.Place}")
                : TomlError.SetTwice(key, entry.Place);
        }

        implied.Declare(place);
        _current = implied;
        return null;
    }
}
