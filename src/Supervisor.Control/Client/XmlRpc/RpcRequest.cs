using System.Globalization;
using System.Text;

namespace Supervisor.Control.Client.XmlRpc;

/// <summary>Writes the body of a call (XML-RPC specification, "Request format").</summary>
internal static class RpcRequest
{
    public static byte[] Write(string method, params IReadOnlyList<RpcValue> arguments)
    {
        var text = new StringBuilder("<?xml version='1.0'?>\n<methodCall>\n<methodName>").Append(method).Append("</methodName>\n<params>\n");
        foreach (RpcValue argument in arguments)
        {
            text.Append("<param>\n");
            WriteValue(text, argument);
            text.Append("</param>\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("</params>\n</methodCall>\n").ToString());
    }

    private static void WriteValue(StringBuilder text, RpcValue value)
    {
        text.Append("<value>");
        switch (value)
        {
            case RpcText { Value: var content } when content.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0:
                // XML has no way to say most control characters, and supervisord takes bytes for a text.
                WriteBytes(text, Encoding.UTF8.GetBytes(content));
                break;
            case RpcText { Value: var content }:
                text.Append("<string>").Append(Escape(content)).Append("</string>");
                break;
            case RpcInteger { Value: var number }:
                text.Append(CultureInfo.InvariantCulture, $"<int>{number}</int>");
                break;
            case RpcBoolean { Value: var truth }:
                text.Append(truth ? "<boolean>1</boolean>" : "<boolean>0</boolean>");
                break;
            case RpcBytes { Value: var bytes }:
                WriteBytes(text, bytes.Span);
                break;
            case RpcList { Items: var items }:
                text.Append("<array><data>\n");
                foreach (RpcValue item in items)
                    WriteValue(text, item);
                text.Append("</data></array>");
                break;
            case RpcStruct { Fields: var fields }:
                text.Append("<struct>\n");
                foreach ((string name, RpcValue item) in fields)
                {
                    text.Append("<member><name>").Append(Escape(name)).Append("</name>");
                    WriteValue(text, item);
                    text.Append("</member>\n");
                }

                text.Append("</struct>");
                break;
        }

        text.Append("</value>\n");
    }

    private static void WriteBytes(StringBuilder text, ReadOnlySpan<byte> bytes) =>
        text.Append("<base64>").Append(Convert.ToBase64String(bytes)).Append("</base64>");

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
