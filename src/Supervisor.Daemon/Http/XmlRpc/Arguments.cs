using System.Globalization;
using System.Text;
using Supervisor.Daemon.Http.XmlRpc.Wire;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>
/// The parameters of a call as its method wants them. Clients are loose with types (1 for true, "15" for 15), and
/// supervisord is too; null says that a parameter cannot be taken for what is wanted.
/// </summary>
internal readonly struct Arguments(IReadOnlyList<XmlRpcValue> values)
{
    public int Count => values.Count;

    /// <summary>A name: only a string will do.</summary>
    public string? Name(int index) => values[index] is XmlRpcValue.Text(var text) ? text : null;

    /// <summary>A string or a number, as text; a signal may be either.</summary>
    public string? Word(int index) => values[index] switch
    {
        XmlRpcValue.Text(var text) => text,
        XmlRpcValue.Integer(var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Text as bytes; base64 is taken as it is.</summary>
    public byte[]? Bytes(int index) => values[index] switch
    {
        XmlRpcValue.Text(var text) => Encoding.UTF8.GetBytes(text),
        XmlRpcValue.Binary(var bytes) => bytes,
        _ => null,
    };

    /// <summary>Whatever Python's int() takes.</summary>
    public long? Number(int index) => values[index] switch
    {
        XmlRpcValue.Integer(var number) => number,
        XmlRpcValue.Flag(var isTrue) => isTrue ? 1 : 0,
        XmlRpcValue.Real(var real) when Math.Abs(real) < long.MaxValue => (long)real,
        XmlRpcValue.Text(var text) when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>Whatever Python calls true; <paramref name="absent"/> when it was not given.</summary>
    public bool Truth(int index, bool absent) => index >= values.Count ? absent : values[index] switch
    {
        XmlRpcValue.Flag(var isTrue) => isTrue,
        XmlRpcValue.Integer(var number) => number != 0,
        XmlRpcValue.Real(var real) => real != 0,
        XmlRpcValue.Text(var text) => text.Length > 0,
        XmlRpcValue.Binary(var bytes) => bytes.Length > 0,
        XmlRpcValue.Sequence(var items) => items.Count > 0,
        XmlRpcValue.Struct(var members) => members.Count > 0,
        _ => true,
    };

    public IReadOnlyList<XmlRpcValue>? Items(int index) => values[index] is XmlRpcValue.Sequence(var items) ? items : null;
}
