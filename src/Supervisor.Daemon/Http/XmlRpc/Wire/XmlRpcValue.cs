namespace Supervisor.Daemon.Http.XmlRpc.Wire;

/// <summary>A value of a request, by the types of XML-RPC.</summary>
internal abstract record XmlRpcValue
{
    private XmlRpcValue()
    {
    }

    /// <summary><c>int</c>, <c>i4</c>, <c>i8</c>.</summary>
    public sealed record Integer(long Number) : XmlRpcValue;

    /// <summary><c>boolean</c>: only the text <c>1</c> is true, as in supervisord.</summary>
    public sealed record Flag(bool IsTrue) : XmlRpcValue;

    /// <summary><c>string</c>, a value without a type, <c>nil</c> and types that are not known.</summary>
    public sealed record Text(string Content) : XmlRpcValue;

    /// <summary><c>double</c>.</summary>
    public sealed record Real(double Number) : XmlRpcValue;

    /// <summary><c>dateTime.iso8601</c>, without a zone.</summary>
    public sealed record Moment(DateTime Time) : XmlRpcValue;

    /// <summary><c>base64</c>: bytes as they are.</summary>
    public sealed record Binary(byte[] Bytes) : XmlRpcValue;

    /// <summary><c>array</c>.</summary>
    public sealed record Sequence(IReadOnlyList<XmlRpcValue> Items) : XmlRpcValue;

    /// <summary><c>struct</c>; of two members of one name the last one counts.</summary>
    public sealed record Struct(IReadOnlyDictionary<string, XmlRpcValue> Members) : XmlRpcValue;
}
