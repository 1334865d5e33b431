using System.Globalization;
using System.Text;

namespace Supervisor.Control.Client.XmlRpc;

/// <summary>
/// Reads the body of an answer (XML-RPC specification, "Response format"). A reader of our own: supervisord puts the control
/// characters of logs into its answers, which no XML parser takes, and supervisorctl has no other use for one.
/// </summary>
/// <remarks>It takes the elements, entities and CDATA that answers have, and no document type. Values nest 32 deep at most.</remarks>
internal sealed class RpcAnswer
{
    private const int MaxDepth = 32;

    private readonly string _text;
    private int _at;

    private RpcAnswer(string text) => _text = text;

    /// <param name="text">The whole body.</param>
    /// <param name="isFault">Whether the value is a fault: a struct of <c>faultCode</c> and <c>faultString</c>.</param>
    /// <exception cref="FormatException">It is no answer of XML-RPC.</exception>
    public static RpcValue Read(string text, out bool isFault)
    {
        var reader = new RpcAnswer(text);
        reader.Enter("methodResponse");
        isFault = reader.Tag(out _) is "fault";
        if (!isFault)
            reader.Enter("param");
        RpcValue value = reader.Value(0);
        if (!isFault)
            reader.Leave("param");
        reader.Leave(isFault ? "fault" : "params");
        reader.Leave("methodResponse");
        return value;
    }

    private RpcValue Value(int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException("its values nest too deep");
        if (!Enter("value"))
            return "";
        string text = Text();
        if (IsAtEndTag())
        {
            Leave("value");
            return text;
        }

        string type = Tag(out bool isEmpty);
        RpcValue value = type switch
        {
            _ when isEmpty => Scalar(type, ""),
            "array" => List(depth),
            "struct" => Struct(depth),
            _ => Scalar(type, Text()),
        };
        if (!isEmpty)
            Leave(type);
        Leave("value");
        return value;
    }

    private RpcList List(int depth)
    {
        var items = new List<RpcValue>();
        if (Enter("data"))
        {
            while (!IsAtEndTag())
                items.Add(Value(depth + 1));
            Leave("data");
        }

        return new RpcList(items);
    }

    private RpcStruct Struct(int depth)
    {
        var fields = new Dictionary<string, RpcValue>(StringComparer.Ordinal);
        while (!IsAtEndTag())
        {
            Enter("member");
            string name = Enter("name") ? Text() : "";
            Leave("name");
            fields[name] = Value(depth + 1);
            Leave("member");
        }

        return new RpcStruct(fields);
    }

    private static RpcValue Scalar(string type, string text) => type switch
    {
        "int" or "i4" or "i8" => new RpcInteger(long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture)),
        "boolean" => new RpcBoolean(text.Trim() == "1"),
        "array" => new RpcList([]),
        "struct" => new RpcStruct(new Dictionary<string, RpcValue>()),
        _ => new RpcText(text),
    };

    /// <summary>Goes into an element.</summary>
    /// <returns>False when it is empty, and passed already.</returns>
    private bool Enter(string name)
    {
        string found = Tag(out bool isEmpty);
        return found == name ? !isEmpty : throw new FormatException($"<{found}> stands where <{name}> should");
    }

    private void Leave(string name)
    {
        SkipBlanks();
        if (string.CompareOrdinal(_text, _at, $"</{name}", 0, name.Length + 2) != 0)
            throw new FormatException($"<{name}> has no end");
        _at = Find(">", _at) + 1;
    }

    /// <summary>The name of the next opening tag, which is passed.</summary>
    private string Tag(out bool isEmpty)
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != '<')
            throw new FormatException("an element is missing");
        int end = Find(">", _at);
        isEmpty = _text[end - 1] == '/';
        ReadOnlySpan<char> inside = _text.AsSpan((_at + 1)..(isEmpty ? end - 1 : end));
        int length = inside.IndexOfAny(" \t\r\n");
        _at = end + 1;
        return (length < 0 ? inside : inside[..length]).ToString();
    }

    /// <summary>Text up to the next tag.</summary>
    private string Text()
    {
        int end = Find("<", _at);
        if (!HasCData(end))
        {
            string text = Unescape(_text.AsSpan(_at..end));
            _at = end;
            return text;
        }

        var pieces = new StringBuilder();
        while (HasCData(end))
        {
            pieces.Append(Unescape(_text.AsSpan(_at..end)));
            int close = Find("]]>", end);
            pieces.Append(_text, end + CData.Length, close - end - CData.Length);
            _at = close + 3;
            end = Find("<", _at);
        }

        pieces.Append(Unescape(_text.AsSpan(_at..end)));
        _at = end;
        return pieces.ToString();
    }

    private const string CData = "<![CDATA[";

    private bool HasCData(int at) => string.CompareOrdinal(_text, at, CData, 0, CData.Length) == 0;

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('&'))
            return text.ToString();
        var plain = new StringBuilder(text.Length);
        while (text.IndexOf('&') is >= 0 and int at)
        {
            plain.Append(text[..at]);
            int length = text[at..].IndexOf(';');
            if (length < 0)
                throw new FormatException("an entity has no end");
            plain.Append(Entity(text.Slice(at + 1, length - 1)));
            text = text[(at + length + 1)..];
        }

        return plain.Append(text).ToString();
    }

    private static string Entity(ReadOnlySpan<char> name) => name switch
    {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        ['#', 'x', .. var hex] => Character(hex, NumberStyles.AllowHexSpecifier),
        ['#', .. var number] => Character(number, NumberStyles.None),
        _ => throw new FormatException($"there is no entity &{name};"),
    };

    private static string Character(ReadOnlySpan<char> digits, NumberStyles style) =>
        uint.TryParse(digits, style, CultureInfo.InvariantCulture, out uint code) && Rune.TryCreate(code, out Rune rune)
            ? rune.ToString()
            : throw new FormatException("an entity names no character");

    private bool IsAtEndTag()
    {
        SkipBlanks();
        return string.CompareOrdinal(_text, _at, "</", 0, 2) == 0;
    }

    /// <summary>Blanks, comments and the declaration.</summary>
    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
                _at++;
            else if (string.CompareOrdinal(_text, _at, "<?", 0, 2) == 0)
                _at = Find("?>", _at) + 2;
            else if (string.CompareOrdinal(_text, _at, "<!--", 0, 4) == 0)
                _at = Find("-->", _at) + 3;
            else
                return;
        }
    }

    private int Find(string text, int from)
    {
        int at = _text.IndexOf(text, from, StringComparison.Ordinal);
        return at >= 0 ? at : throw new FormatException("it ends too early");
    }
}
