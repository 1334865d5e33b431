using System.Text;

namespace Supervisor.Config.EnvironmentFiles;

/// <summary>
/// Reads lines <c>NAME=value</c>, as <c>.env</c> files have them. Nothing is expanded and no command is run: <c>$</c> is a dollar.
/// <list type="bullet">
/// <item>Empty lines and lines that begin with <c>#</c> are skipped; <c>export </c> before a name is skipped; blanks around the name, the
/// <c>=</c> and the value do not count.</item>
/// <item>Without quotes a value ends with the line, or at a <c>#</c> with a blank before it. Backslashes are backslashes.</item>
/// <item>In single quotes everything is itself, line ends too.</item>
/// <item>In double quotes too, but <c>\n \r \t \" \\ \$</c> are what they are in a shell's or C's strings, and a backslash at the end of
/// a line joins it with the next one. Before any other character a backslash is a backslash.</item>
/// <item>Behind a closing quote only a comment may follow. The last of several values of a name counts.</item>
/// </list>
/// </summary>
internal sealed class DotenvReader
{
    private const int MostErrors = 100;
    private const string Export = "export";

    private readonly string _text;
    private readonly List<KeyValuePair<string, string>> _variables = [];
    private readonly List<DotenvError> _errors = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private DotenvReader(string text) => _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The variables in the order of the file, and what could not be read.</summary>
    public static (IReadOnlyList<KeyValuePair<string, string>> Variables, IReadOnlyList<DotenvError> Errors) Read(string text)
    {
        var reader = new DotenvReader(text);
        while (reader._at < reader._text.Length && reader._errors.Count < MostErrors)
        {
            reader.ReadLine();
        }

        return (reader._variables, reader._errors);
    }

    private char Current => _at < _text.Length ? _text[_at] : '\n';

    private void ReadLine()
    {
        SkipBlanks();
        if (Current is not ('\n' or '#'))
        {
            ReadVariable();
        }

        SkipLine();
    }

    private void ReadVariable()
    {
        var name = ReadName();
        if (name == Export && Current is ' ' or '\t')
        {
            SkipBlanks();
            if (Current != '=')
            {
                name = ReadName();
            }
        }

        SkipBlanks();
        if (name.Length == 0)
        {
            Fail("a line is NAME=value, and a name begins with a letter or an underscore");
        }
        else if (Current != '=')
        {
            Fail("a name of letters, digits and _ . - is followed by `=`");
        }
        else
        {
            _at++;
            SkipBlanks();
            if (ReadValue() is { } value)
            {
                _variables.Add(new KeyValuePair<string, string>(name, value));
            }
        }
    }

    private string ReadName()
    {
        var start = _at;
        if (!char.IsAsciiLetter(Current) && Current != '_')
        {
            return "";
        }

        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '.' or '-')
        {
            _at++;
        }

        return _text[start.._at];
    }

    private string? ReadValue()
    {
        if (Current is not ('"' or '\''))
        {
            return ReadPlain();
        }

        var (line, column) = (_line, Column);
        if (ReadQuoted(Current) is not { } value)
        {
            _errors.Add(new DotenvError(line, column, "the quote is never closed"));
            return null;
        }

        SkipBlanks();
        if (Current is '\n' or '#')
        {
            return value;
        }

        Fail("only a comment may follow the closing quote");
        return null;
    }

    private string? ReadPlain()
    {
        var start = _at;
        while (Current != '\n' && !(Current == '#' && _text[_at - 1] is (' ' or '\t')))
        {
            _at++;
        }

        return Checked(_text[start.._at].TrimEnd(' ', '\t'));
    }

    private string? ReadQuoted(char quote)
    {
        var value = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == quote)
            {
                _at++;
                return Checked(value.ToString());
            }

            if (c == '\n')
            {
                NextLine();
            }

            if (c == '\\' && quote == '"' && _at + 1 < _text.Length && Escaped(_text[_at + 1]) is { } escaped)
            {
                _at++;
                if (_text[_at] == '\n')
                {
                    NextLine();
                }

                value.Append(escaped);
                continue;
            }

            value.Append(c);
        }

        return null;
    }

    private static string? Escaped(char c) => c switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        '"' or '\\' or '$' => c.ToString(),
        '\n' => "",
        _ => null,
    };

    private string? Checked(string value)
    {
        if (!value.Contains('\0'))
        {
            return value;
        }

        Fail("the value contains a NUL character");
        return null;
    }

    private int Column => _at - _lineStart + 1;

    private void Fail(string text) => _errors.Add(new DotenvError(_line, Column, text));

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            _at++;
        }
    }

    private void SkipLine()
    {
        while (Current != '\n')
        {
            _at++;
        }

        NextLine();
        _at++;
    }

    private void NextLine()
    {
        _line++;
        _lineStart = _at + 1;
    }
}
