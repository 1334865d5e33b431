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
        var isInt = number is >= int.MinValue and <= int.MaxValue;
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
        BeginMember(name);
        Text(text);
        EndMember();
    }

    /// <inheritdoc cref="Member(ReadOnlySpan{byte}, string)"/>
    public void Member(ReadOnlySpan<byte> name, long number)
    {
        BeginMember(name);
        Number(number);
        EndMember();
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
        Raw("<member>\n<name>"u8);
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

    private void Digits(long number)
    {
        const int longest = 20;
        Utf8Formatter.TryFormat(number, Buffer.GetSpan(longest), out var count);
        Buffer.Advance(count);
    }
}
