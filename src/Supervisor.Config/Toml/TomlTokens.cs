using Supervisor.Config.Documents;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Supervisor.Config.Toml;

/// <summary>
/// The tokens of a TOML text without blanks and comments. It can go on after a string that was never closed, which
/// Tomlyn's lexer would otherwise read to the end of the file.
/// </summary>
internal sealed class TomlTokens
{
    // Each restart copies the rest of the text; a file with more open strings than this is no config.
    private const int MostRestarts = 50;

    private static readonly TomlLexerOptions Options = new() { DecodeScalars = true };

    private readonly string _file;
    private readonly string _text;
    private TomlLexer _lexer;
    private int _baseOffset;
    private int _baseLine;
    private int _restarts;
    private int _errors;
    private TomlToken _token;

    public TomlTokens(string file, string text)
    {
        _file = file;

        // The lexer throws on a backslash that is the last character of all.
        _text = text.EndsWith('\\') ? text + "\n" : text;
        _lexer = TomlLexer.Create(_text, Options, file);
    }

    public TokenKind Kind => _token.Kind;

    /// <summary>The decoded text of a string.</summary>
    public string? Text => _token.StringValue;

    public long Integer => unchecked((long)_token.Data);

    public double Float => BitConverter.Int64BitsToDouble(unchecked((long)_token.Data));

    public SourcePlace Place => new(_file, _baseLine + _token.Start.Line + 1, _token.Start.Column + 1);

    /// <summary>The token as it stands in the file.</summary>
    public ReadOnlySpan<char> Written
    {
        get
        {
            var start = Math.Clamp(_baseOffset + _token.Start.Offset, 0, _text.Length);
            return _text.AsSpan(start, Math.Clamp(_token.Length, 0, _text.Length - start));
        }
    }

    /// <summary>Moves on. Null, or what is wrong with the new token itself.</summary>
    public string? Next(TomlLexerMode mode)
    {
        string? error;
        do
        {
            error = Move(mode);
        }
        while (error is null && _token.Kind is (TokenKind.Whitespaces or TokenKind.Comment));

        return error;
    }

    /// <summary>Moves to the end of the line, past an erroneous statement.</summary>
    public void SkipLine()
    {
        while (_token.Kind is not (TokenKind.NewLine or TokenKind.Eof))
        {
            // What else is wrong on a line that is given up has been said by its first error.
            if (IsOpenString)
            {
                Restart();
            }
            else
            {
                Next(TomlLexerMode.Key);
            }
        }
    }

    private string? Move(TomlLexerMode mode)
    {
        _lexer.Mode = mode;
        try
        {
            _lexer.MoveNext();
        }
        catch (ArgumentException)
        {
            // The lexer fails to put some broken characters into the text of its own error. The rest is given up.
            End();
            return "the text cannot be read from here on";
        }

        _token = _lexer.Current;
        return NewError();
    }

    private bool IsOpenString =>
        _token.Kind is TokenKind.String or TokenKind.StringLiteral && Written.Contains('\n');

    // Goes on at the end of the line that the string was opened on.
    private void Restart()
    {
        var start = _baseOffset + _token.Start.Offset;
        var lineEnd = _text.IndexOf('\n', start);
        if (++_restarts > MostRestarts || lineEnd < 0)
        {
            End();
        }
        else
        {
            _baseLine += _token.Start.Line;
            _baseOffset = lineEnd;
            _lexer = TomlLexer.Create(_text[lineEnd..], Options, _file);
        }

        _errors = 0;
        Next(TomlLexerMode.Key);
    }

    private void End()
    {
        _lexer = TomlLexer.Create("", Options, _file);
        _baseOffset = _text.Length;
        _errors = 0;
    }

    private string? NewError()
    {
        if (!_lexer.HasErrors)
        {
            return null;
        }

        var count = _lexer.Errors.Count();
        if (count == _errors)
        {
            return null;
        }

        var message = _lexer.Errors.ElementAt(_errors).Message;
        _errors = count;
        return IsOpenString ? "the string is not closed on its line" : Clause(message);
    }

    private static string Clause(string message) =>
        message.Length == 0 ? message : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.', ';');
}
