using Supervisor.Config.Documents;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Supervisor.Config.Toml;

/// <summary>Reads keys and values. Every method leaves the last token that it has used as the current one.</summary>
internal sealed class TomlValueReader(TomlTokens tokens)
{
    // Reading recurses once per level, and a stack overflow cannot be caught; no config has more than four levels.
    private const int Deepest = 64;

    private int _depth;

    /// <summary>Moves to the next token.</summary>
    public TomlError? Step(TomlLexerMode mode) =>
        tokens.Next(mode) is { } error ? new TomlError(tokens.Place, error) : null;

    public TomlError? Expect(TokenKind kind, string shown) =>
        tokens.Kind == kind ? null : Unexpected($"`{shown}`");

    public TomlError? ExpectLineEnd() =>
        tokens.Kind is TokenKind.NewLine or TokenKind.Eof ? null : Unexpected("the end of the line");

    /// <summary>Reads <c>key = value</c> from the first part of the key on.</summary>
    public TomlError? ReadPair(ConfigTable table)
    {
        var path = new List<TomlKey>(1);
        var error = ReadKey(path) ?? Expect(TokenKind.Equal, "=") ?? Step(TomlLexerMode.Value);
        if (error is not null)
        {
            return error;
        }

        error = ReadValue(out var value);
        return error ?? Add(table, path, value!);
    }

    /// <summary>Reads the parts of a key; the current token is then the one after it.</summary>
    public TomlError? ReadKey(List<TomlKey> path)
    {
        while (true)
        {
            var name = tokens.Kind switch
            {
                TokenKind.BasicKey => tokens.Written.ToString(),
                TokenKind.String or TokenKind.StringLiteral => tokens.Text,
                _ => null,
            };
            if (name is null)
            {
                return Unexpected("a key");
            }

            path.Add(new TomlKey(name, tokens.Place));
            if (path.Count > Deepest)
            {
                return new TomlError(tokens.Place, $"a key may not have more than {Deepest} parts");
            }

            if (Step(TomlLexerMode.Key) is { } error)
            {
                return error;
            }

            if (tokens.Kind != TokenKind.Dot)
            {
                return null;
            }

            if (Step(TomlLexerMode.Key) is { } after)
            {
                return after;
            }
        }
    }

    private TomlError? ReadValue(out ConfigValue? value)
    {
        var place = tokens.Place;
        value = tokens.Kind switch
        {
            TokenKind.String or TokenKind.StringLiteral or TokenKind.StringMulti or TokenKind.StringLiteralMulti =>
                new ConfigValue.Text(tokens.Text ?? "", place),
            TokenKind.Integer or TokenKind.IntegerHexa or TokenKind.IntegerBinary =>
                new ConfigValue.Integer(tokens.Integer, false, place),
            TokenKind.IntegerOctal => new ConfigValue.Integer(tokens.Integer, true, place),
            TokenKind.Float => new ConfigValue.Float(tokens.Float, tokens.Written.ToString(), place),
            TokenKind.Infinite or TokenKind.PositiveInfinite =>
                new ConfigValue.Float(double.PositiveInfinity, tokens.Written.ToString(), place),
            TokenKind.NegativeInfinite => new ConfigValue.Float(double.NegativeInfinity, tokens.Written.ToString(), place),
            TokenKind.Nan or TokenKind.PositiveNan or TokenKind.NegativeNan =>
                new ConfigValue.Float(double.NaN, tokens.Written.ToString(), place),
            TokenKind.True => new ConfigValue.Boolean(true, place),
            TokenKind.False => new ConfigValue.Boolean(false, place),
            TokenKind.OffsetDateTimeByZ or TokenKind.OffsetDateTimeByNumber or TokenKind.LocalDateTime
                or TokenKind.LocalDate or TokenKind.LocalTime => new ConfigValue.Date(tokens.Written.ToString(), place),
            _ => null,
        };
        return value is not null ? null : tokens.Kind switch
        {
            TokenKind.OpenBracket or TokenKind.OpenBrace => ReadNested(place, out value),
            TokenKind.Invalid or TokenKind.BasicKey => new TomlError(
                place, $"{Shown()} is not a TOML value; a text is written in quotes"),
            _ => Unexpected("a value"),
        };
    }

    private TomlError? ReadNested(SourcePlace place, out ConfigValue? value)
    {
        if (_depth >= Deepest)
        {
            value = null;
            return new TomlError(place, $"values may not be nested more than {Deepest} levels deep");
        }

        _depth++;
        var error = tokens.Kind == TokenKind.OpenBracket ? ReadArray(place, out value) : ReadInline(place, out value);
        _depth--;
        return error;
    }

    private TomlError? ReadArray(SourcePlace place, out ConfigValue? value)
    {
        var items = new List<ConfigValue>();
        value = new ConfigValue.List(items, place);
        while (true)
        {
            if (StepOverLines(TomlLexerMode.Value) is { } before)
            {
                return before;
            }

            if (tokens.Kind == TokenKind.CloseBracket)
            {
                return null;
            }

            var error = ReadValue(out var item) ?? StepOverLines(TomlLexerMode.Value);
            if (error is not null)
            {
                return error;
            }

            items.Add(item!);
            if (tokens.Kind == TokenKind.CloseBracket)
            {
                return null;
            }

            if (tokens.Kind != TokenKind.Comma)
            {
                return Unexpected("`,` or `]`");
            }
        }
    }

    private TomlError? ReadInline(SourcePlace place, out ConfigValue? value)
    {
        var table = new ConfigTable(TableOrigin.Inline, place);
        value = new ConfigValue.Table(table, place);
        while (true)
        {
            if (StepOverLines(TomlLexerMode.Key) is { } before)
            {
                return before;
            }

            if (tokens.Kind == TokenKind.CloseBrace)
            {
                return null;
            }

            var error = ReadPair(table) ?? StepOverLines(TomlLexerMode.Key);
            if (error is not null)
            {
                return error;
            }

            if (tokens.Kind == TokenKind.CloseBrace)
            {
                return null;
            }

            if (tokens.Kind != TokenKind.Comma)
            {
                return Unexpected("`,` or `}`");
            }
        }
    }

    private static TomlError? Add(ConfigTable table, List<TomlKey> path, ConfigValue value)
    {
        foreach (var key in path.Take(path.Count - 1))
        {
            if (!table.TryGet(key.Name, out var entry))
            {
                var child = new ConfigTable(TableOrigin.DottedKey, key.Place);
                table.Add(new ConfigEntry(key.Name, key.Place, new ConfigValue.Table(child, key.Place)));
                table = child;
            }
            else if (entry.Table is { Origin: TableOrigin.DottedKey } child)
            {
                table = child;
            }
            else
            {
                return TomlError.SetTwice(key, entry.Place);
            }
        }

        var last = path[^1];
        if (table.Add(new ConfigEntry(last.Name, last.Place, value)))
        {
            return null;
        }

        table.TryGet(last.Name, out var first);
        return TomlError.SetTwice(last, first!.Place);
    }

    private TomlError? StepOverLines(TomlLexerMode mode)
    {
        TomlError? error;
        do
        {
            error = Step(mode);
        }
        while (error is null && tokens.Kind == TokenKind.NewLine);

        return error;
    }

    private TomlError Unexpected(string wanted)
    {
        var hint = tokens.Written is ":" ? "; TOML's tables have dots in their names: [program.NAME]" : "";
        return new TomlError(tokens.Place, $"expected {wanted}, found {Shown()}{hint}");
    }

    private string Shown() => tokens.Kind switch
    {
        TokenKind.NewLine => "the end of the line",
        TokenKind.Eof => "the end of the file",
        _ when tokens.Written.Length > 40 => $"`{tokens.Written[..40]}...`",
        _ => $"`{tokens.Written}`",
    };
}
