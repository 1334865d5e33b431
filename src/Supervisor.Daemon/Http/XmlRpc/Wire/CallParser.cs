using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Supervisor.Daemon.Http.XmlRpc.Wire;

/// <summary>
/// Reads the body of a request. It never throws on what a client sends, and what it builds is bounded by the body and by the
/// limits below. What supervisord's parser takes is taken here.
/// </summary>
internal ref struct CallParser
{
    /// <summary>Arrays and structs within each other.</summary>
    public const int MaxNesting = 32;

    /// <summary>Values of one request, those inside of arrays and structs counted.</summary>
    public const int MaxValues = 50_000;

    private readonly ArrayBufferWriter<byte> _text = new();
    private XmlTokens _tokens;
    private int _values;
    private int _nesting;

    private CallParser(ReadOnlySpan<byte> body, Span<Range> stack) => _tokens = new XmlTokens(body, stack);

    /// <summary>What the body asks for, or why it cannot be understood, in supervisord's word for its log.</summary>
    public static (XmlRpcCall? Call, string? Error) Parse(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) return (null, "unmarshallable");
        Span<Range> stack = stackalloc Range[XmlTokens.MaxDepth];
        var parser = new CallParser(body, stack);
        return parser.ReadCall(out var method, out var parameters) switch
        {
            false => (null, "unmarshallable"),
            true when method.Length == 0 => (null, "no method name"),
            _ => (new XmlRpcCall(method, parameters), null),
        };
    }

    private bool ReadCall(out string method, out IReadOnlyList<XmlRpcValue> parameters)
    {
        (method, parameters) = ("", []);
        if (_tokens.Read() != XmlToken.Open || !_tokens.Name.SequenceEqual("methodCall"u8)) return false;
        while (true)
        {
            switch (NextElement())
            {
                case XmlToken.Close:
                    return _tokens.Read() == XmlToken.End;
                case XmlToken.Open when _tokens.Name.SequenceEqual("methodName"u8):
                    if (ReadContent() is not { } name) return false;
                    method = name.Trim();
                    break;
                case XmlToken.Open when _tokens.Name.SequenceEqual("params"u8):
                    if (ReadParameters() is not { } read) return false;
                    parameters = read;
                    break;
                default:
                    return false;
            }
        }
    }

    private List<XmlRpcValue>? ReadParameters()
    {
        var parameters = new List<XmlRpcValue>();
        while (true)
        {
            switch (NextElement())
            {
                case XmlToken.Close:
                    return parameters;
                case XmlToken.Open when _tokens.Name.SequenceEqual("param"u8):
                    if (NextElement() != XmlToken.Open || ReadValue() is not { } value || NextElement() != XmlToken.Close) return null;
                    parameters.Add(value);
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>The value whose element was just opened, up to its end.</summary>
    private XmlRpcValue? ReadValue()
    {
        if (!_tokens.Name.SequenceEqual("value"u8) || ++_values > MaxValues) return null;
        _text.ResetWrittenCount();
        while (true)
        {
            switch (_tokens.Read())
            {
                case XmlToken.Text:
                    if (!_tokens.AppendText(_text)) return null;
                    break;
                case XmlToken.Close:
                    return new XmlRpcValue.Text(Collected());
                case XmlToken.Open:
                    // Text around the type means nothing.
                    return ReadTyped() is { } value && NextElement() == XmlToken.Close ? value : null;
                default:
                    return null;
            }
        }
    }

    private XmlRpcValue? ReadTyped()
    {
        var type = WithoutPrefix(_tokens.Name);
        if (type.SequenceEqual("array"u8)) return Nested(isStruct: false);
        if (type.SequenceEqual("struct"u8)) return Nested(isStruct: true);
        var kind = Kind(type);
        return ReadContent() is { } text ? Convert(kind, text) : null;
    }

    private XmlRpcValue? Nested(bool isStruct)
    {
        if (_nesting == MaxNesting) return null;
        _nesting++;
        XmlRpcValue? value = isStruct ? ReadStruct() : ReadArray();
        _nesting--;
        return value;
    }

    private XmlRpcValue.Sequence? ReadArray()
    {
        if (NextElement() != XmlToken.Open || !_tokens.Name.SequenceEqual("data"u8)) return null;
        var items = new List<XmlRpcValue>();
        while (true)
        {
            switch (NextElement())
            {
                case XmlToken.Close:
                    return NextElement() == XmlToken.Close ? new XmlRpcValue.Sequence(items) : null;
                case XmlToken.Open when ReadValue() is { } item:
                    items.Add(item);
                    break;
                default:
                    return null;
            }
        }
    }

    private XmlRpcValue.Struct? ReadStruct()
    {
        var members = new Dictionary<string, XmlRpcValue>(StringComparer.Ordinal);
        while (true)
        {
            switch (NextElement())
            {
                case XmlToken.Close:
                    return new XmlRpcValue.Struct(members);
                case XmlToken.Open when _tokens.Name.SequenceEqual("member"u8):
                    if (NextElement() != XmlToken.Open || !_tokens.Name.SequenceEqual("name"u8) || ReadContent() is not { } name) return null;
                    if (NextElement() != XmlToken.Open || ReadValue() is not { } value || NextElement() != XmlToken.Close) return null;
                    members[name] = value;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>The text of an element that has no others in it, up to its end.</summary>
    private string? ReadContent()
    {
        _text.ResetWrittenCount();
        while (true)
        {
            switch (_tokens.Read())
            {
                case XmlToken.Text when _tokens.AppendText(_text):
                    break;
                case XmlToken.Close:
                    return Collected();
                default:
                    return null;
            }
        }
    }

    /// <summary>The next begin or end of an element; text between elements means nothing.</summary>
    private XmlToken NextElement()
    {
        XmlToken token;
        do
        {
            token = _tokens.Read();
        }
        while (token == XmlToken.Text);
        return token;
    }

    private readonly string Collected() => Encoding.UTF8.GetString(_text.WrittenSpan);

    // Apache's extension types: ex:i8, ex:nil.
    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> name) => name[(name.IndexOf((byte)':') + 1)..];

    private static ScalarKind Kind(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("int"u8) || type.SequenceEqual("i4"u8) || type.SequenceEqual("i8"u8)) return ScalarKind.Integer;
        if (type.SequenceEqual("boolean"u8)) return ScalarKind.Flag;
        if (type.SequenceEqual("double"u8)) return ScalarKind.Real;
        if (type.SequenceEqual("dateTime.iso8601"u8)) return ScalarKind.Moment;
        return type.SequenceEqual("base64"u8) ? ScalarKind.Binary : ScalarKind.Text;
    }

    private static XmlRpcValue? Convert(ScalarKind kind, string text)
    {
        switch (kind)
        {
            case ScalarKind.Integer:
                return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var integer)
                    ? new XmlRpcValue.Integer(integer)
                    : null;
            case ScalarKind.Flag:
                return new XmlRpcValue.Flag(text == "1");
            case ScalarKind.Real:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? new XmlRpcValue.Real(real) : null;
            case ScalarKind.Moment:
                return DateTime.TryParseExact(text.Trim(), "yyyyMMdd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                    ? new XmlRpcValue.Moment(moment)
                    : null;
            case ScalarKind.Binary:
                var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
                return System.Convert.TryFromBase64String(text, bytes, out var count) ? new XmlRpcValue.Binary(bytes[..count]) : null;
            default:
                return new XmlRpcValue.Text(text);
        }
    }

    private enum ScalarKind
    {
        Text,
        Integer,
        Flag,
        Real,
        Moment,
        Binary,
    }
}
