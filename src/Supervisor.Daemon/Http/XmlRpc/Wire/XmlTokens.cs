using System.Buffers;
using System.Text;

namespace Supervisor.Daemon.Http.XmlRpc.Wire;

internal enum XmlToken
{
    /// <summary>The document is over, all elements closed.</summary>
    End,

    /// <summary>An element begins; <see cref="XmlTokens.Name"/>.</summary>
    Open,

    /// <summary>An element ends.</summary>
    Close,

    /// <summary>Character data, a piece of it; <see cref="XmlTokens.AppendText"/>.</summary>
    Text,

    /// <summary>The document is not well-formed, or beyond a bound.</summary>
    Bad,
}

/// <summary>
/// Reads the XML that XML-RPC requests are made of, piece by piece out of a buffer of valid UTF-8. What such requests do not
/// need and attackers like is refused: document types and entities of one's own. Comments, processing instructions and
/// attributes are skipped. A reader of our own, because System.Xml adds 5.7 MB to a native binary.
/// </summary>
internal ref struct XmlTokens
{
    /// <summary>Elements within elements.</summary>
    public const int MaxDepth = 128;

    private static readonly SearchValues<byte> EndOfName = SearchValues.Create(" \t\r\n/>"u8);

    private static readonly SearchValues<byte> NotInName = SearchValues.Create("<!&\"'="u8);

    private readonly ReadOnlySpan<byte> _xml;
    private readonly Span<Range> _open;
    private int _at;
    private int _depth;
    private bool _closePending;
    private bool _rootSeen;
    private Range _text;
    private bool _isLiteral;

    /// <param name="xml">The document, in UTF-8 whatever it declares.</param>
    /// <param name="stack">Room for <see cref="MaxDepth"/> names.</param>
    public XmlTokens(ReadOnlySpan<byte> xml, Span<Range> stack)
    {
        _xml = xml;
        _open = stack;
        if (xml.StartsWith(Encoding.UTF8.Preamble)) _at = Encoding.UTF8.Preamble.Length;
    }

    /// <summary>The name of the innermost element; after <see cref="XmlToken.Close"/> the one that ended.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Moves to the next token.</summary>
    public XmlToken Read()
    {
        if (_closePending)
        {
            _closePending = false;
            return Pop();
        }

        while (_at < _xml.Length)
        {
            if (_xml[_at] != (byte)'<')
            {
                if (ReadText() is { } token) return token;
                continue;
            }

            var rest = _xml[_at..];
            if (rest.StartsWith("<?"u8))
            {
                if (!SkipTo("?>"u8)) return XmlToken.Bad;
            }
            else if (rest.StartsWith("<!--"u8))
            {
                _at += 4;
                if (!SkipTo("-->"u8)) return XmlToken.Bad;
            }
            else if (rest.StartsWith("<![CDATA["u8))
            {
                return ReadLiteral();
            }
            else if (rest.StartsWith("</"u8))
            {
                return ReadClose();
            }
            else
            {
                return ReadOpen();
            }
        }

        return _rootSeen && _depth == 0 ? XmlToken.End : XmlToken.Bad;
    }

    /// <summary>Adds the text that was just read, with its references resolved and its line ends made one character.</summary>
    /// <returns>False when it holds something that XML does not allow.</returns>
    public readonly bool AppendText(IBufferWriter<byte> into)
    {
        var text = _xml[_text];
        return XmlReferences.TryResolve(text, _isLiteral, into);
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private XmlToken? ReadText()
    {
        var length = _xml[_at..].IndexOf((byte)'<');
        if (length < 0) length = _xml.Length - _at;
        (_text, _isLiteral) = (_at..(_at + length), false);
        _at += length;
        if (_depth > 0) return XmlToken.Text;
        foreach (var value in _xml[_text])
        {
            if (!IsSpace(value)) return XmlToken.Bad;
        }

        return null;
    }

    private XmlToken ReadLiteral()
    {
        const int prefix = 9;
        var start = _at + prefix;
        var length = _xml[start..].IndexOf("]]>"u8);
        if (length < 0 || _depth == 0) return XmlToken.Bad;
        (_text, _isLiteral) = (start..(start + length), true);
        _at = start + length + 3;
        return XmlToken.Text;
    }

    private XmlToken ReadClose()
    {
        var length = _xml[_at..].IndexOf((byte)'>');
        if (length < 0 || _depth == 0) return XmlToken.Bad;
        var name = _xml.Slice(_at + 2, length - 2).TrimEnd(" \t\r\n"u8);
        _at += length + 1;
        return name.SequenceEqual(_xml[_open[_depth - 1]]) ? Pop() : XmlToken.Bad;
    }

    private XmlToken ReadOpen()
    {
        var start = _at + 1;
        var length = _xml[start..].IndexOfAny(EndOfName);
        if (length <= 0 || _depth == MaxDepth || (_depth == 0 && _rootSeen) || !IsName(_xml.Slice(start, length))) return XmlToken.Bad;
        _at = start + length;
        if (!SkipAttributes()) return XmlToken.Bad;
        _open[_depth++] = start..(start + length);
        _rootSeen = true;
        Name = _xml.Slice(start, length);
        return XmlToken.Open;
    }

    private static bool IsName(ReadOnlySpan<byte> name) =>
        name.IndexOfAny(NotInName) < 0 && !char.IsAsciiDigit((char)name[0]) && name[0] is not ((byte)'-' or (byte)'.');

    private bool SkipAttributes()
    {
        while (_at < _xml.Length)
        {
            if (IsSpace(_xml[_at]))
            {
                _at++;
                continue;
            }

            if (_xml[_at] == (byte)'>')
            {
                _at++;
                return true;
            }

            if (_xml[_at..].StartsWith("/>"u8))
            {
                _at += 2;
                _closePending = true;
                return true;
            }

            if (!SkipAttribute()) return false;
        }

        return false;
    }

    private bool SkipAttribute()
    {
        var equals = _xml[_at..].IndexOfAny((byte)'=', (byte)'>', (byte)'<');
        if (equals <= 0 || _xml[_at + equals] != (byte)'=') return false;
        _at += equals + 1;
        while (_at < _xml.Length && IsSpace(_xml[_at])) _at++;
        if (_at >= _xml.Length || _xml[_at] is not ((byte)'"' or (byte)'\'')) return false;
        var length = _xml[(_at + 1)..].IndexOf(_xml[_at]);
        if (length < 0 || _xml.Slice(_at + 1, length).Contains((byte)'<')) return false;
        _at += length + 2;
        return true;
    }

    private bool SkipTo(ReadOnlySpan<byte> end)
    {
        var length = _xml[_at..].IndexOf(end);
        if (length < 0) return false;
        _at += length + end.Length;
        return true;
    }

    private XmlToken Pop()
    {
        _depth--;
        Name = _xml[_open[_depth]];
        return XmlToken.Close;
    }
}
