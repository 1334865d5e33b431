using System.Buffers;
using System.Buffers.Text;

namespace Supervisor.Daemon.Http.XmlRpc.Wire;

/// <summary>Writes values of an answer, byte by byte as Python's xmlrpc does, straight into the buffer of the answer.</summary>
internal readonly struct ValueWriter(IBufferWriter<byte> into)
{
    public IBufferWriter<byte> Buffer { get; } = into;

    public void Text(string text)
    {
        Raw("<value><string>"u8);
        MarkupText.Write(Buffer, text);
        Raw("</string></value>\n"u8);
    }

    public void Text(ReadOnlySpan<byte> text)
    {
        Raw("<value><string>"u8);
        MarkupText.Write(Buffer, text);
        Raw("</string></value>\n"u8);
    }

    public void BeginText() => Raw("<value><string>"u8);

    public void EndText() => Raw("</string></value>\n"u8);

    /// <summary>An <c>int</c>, which has 32 bits in XML-RPC; a larger number is an <c>i8</c>, which clients know too.</summary>
    public void Number(long number)
    {
        var isInt = IsInt(number);
        Raw(isInt ? "<value><int>"u8 : "<value><i8>"u8);
        Digits(number);
        Raw(isInt ? "</int></value>\n"u8 : "</i8></value>\n"u8);
    }

    public void Flag(bool isTrue) =>
        Raw(isTrue ? "<value><boolean>1</boolean></value>\n"u8 : "<value><boolean>0</boolean></value>\n"u8);

    public void BeginArray() => Raw("<value><array><data>\n"u8);

    public void EndArray() => Raw("</data></array></value>\n"u8);

    public void BeginStruct() => Raw("<value><struct>\n"u8);

    public void EndStruct() => Raw("</struct></value>\n"u8);

    /// <param name="name">Plain ASCII without markup.</param>
    public void Member(ReadOnlySpan<byte> name, string text)
    {
        // Members are most of an answer, and nearly all texts are plain: one piece of the buffer each.
        if (MarkupText.IsPlain(text))
        {
            var pieces = new Pieces(Buffer.GetSpan(name.Length + text.Length + Pieces.Overhead));
            pieces.Add(MemberStart);
            pieces.Add(name);
            pieces.Add("</name>\n<value><string>"u8);
            pieces.AddAscii(text);
            pieces.Add("</string></value>\n</member>\n"u8);
            Buffer.Advance(pieces.Length);
            return;
        }

        BeginMember(name);
        Text(text);
        EndMember();
    }

    /// <inheritdoc cref="Member(ReadOnlySpan{byte}, string)"/>
    public void Member(ReadOnlySpan<byte> name, long number)
    {
        var pieces = new Pieces(Buffer.GetSpan(name.Length + Pieces.Overhead));
        var isInt = IsInt(number);
        pieces.Add(MemberStart);
        pieces.Add(name);
        pieces.Add(isInt ? "</name>\n<value><int>"u8 : "</name>\n<value><i8>"u8);
        pieces.AddDigits(number);
        pieces.Add(isInt ? "</int></value>\n</member>\n"u8 : "</i8></value>\n</member>\n"u8);
        Buffer.Advance(pieces.Length);
    }

    /// <inheritdoc cref="Member(ReadOnlySpan{byte}, string)"/>
    public void Member(ReadOnlySpan<byte> name, bool isTrue)
    {
        BeginMember(name);
        Flag(isTrue);
        EndMember();
    }

    /// <inheritdoc cref="Member(ReadOnlySpan{byte}, string)"/>
    public void BeginMember(ReadOnlySpan<byte> name)
    {
        Raw(MemberStart);
        Raw(name);
        Raw("</name>\n"u8);
    }

    public void EndMember() => Raw("</member>\n"u8);

    public void Texts(IEnumerable<string> texts)
    {
        BeginArray();
        foreach (var text in texts)
        {
            Text(text);
        }

        EndArray();
    }

    public void Fault(Fault fault)
    {
        BeginStruct();
        Member("faultCode"u8, (int)fault.Code);
        Member("faultString"u8, fault.Text);
        EndStruct();
    }

    public void Raw(ReadOnlySpan<byte> bytes) => Buffer.Write(bytes);

    private static ReadOnlySpan<byte> MemberStart => "<member>\n<name>"u8;

    private static bool IsInt(long number) => number is >= int.MinValue and <= int.MaxValue;

    private void Digits(long number)
    {
        const int longest = 20;
        Utf8Formatter.TryFormat(number, Buffer.GetSpan(longest), out var count);
        Buffer.Advance(count);
    }
}
