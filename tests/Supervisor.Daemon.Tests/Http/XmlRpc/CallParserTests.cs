using System.Text;
using Supervisor.Daemon.Http.XmlRpc.Wire;

namespace Supervisor.Daemon.Tests.Http.XmlRpc;

public sealed class CallParserTests
{
    [Fact]
    public void A_call_as_Pythons_client_writes_it()
    {
        var call = Parse("""
            <?xml version='1.0'?>
            <methodCall>
            <methodName>supervisor.startProcess</methodName>
            <params>
            <param>
            <value><string>site:web</string></value>
            </param>
            <param>
            <value><boolean>1</boolean></value>
            </param>
            </params>
            </methodCall>
            """);

        Assert.Equal("supervisor.startProcess", call.Method);
        Assert.Equal([new XmlRpcValue.Text("site:web"), new XmlRpcValue.Flag(true)], call.Parameters);
    }

    [Theory]
    [InlineData("<methodCall><methodName>a.b</methodName></methodCall>")]
    [InlineData("<methodCall><methodName>a.b</methodName><params/></methodCall>")]
    [InlineData("<methodCall><params></params><methodName> a.b\n</methodName></methodCall>")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- hi --><methodCall x='1' y=\"&amp;\"><methodName>a.b</methodName></methodCall>\n<!-- bye -->")]
    public void Parameters_may_be_left_out(string body)
    {
        var call = Parse(body);

        Assert.Equal("a.b", call.Method);
        Assert.Empty(call.Parameters);
    }

    public static TheoryData<string, object> Scalars() => new()
    {
        { "<int>-7</int>", new XmlRpcValue.Integer(-7) },
        { "<i4> 7 </i4>", new XmlRpcValue.Integer(7) },
        { "<i8>5000000000</i8>", new XmlRpcValue.Integer(5_000_000_000) },
        { "<ex:i8>1</ex:i8>", new XmlRpcValue.Integer(1) },
        { "<boolean>1</boolean>", new XmlRpcValue.Flag(true) },
        { "<boolean>0</boolean>", new XmlRpcValue.Flag(false) },
        { "<boolean>true</boolean>", new XmlRpcValue.Flag(false) },
        { "<double>-1.5e3</double>", new XmlRpcValue.Real(-1500) },
        { "<string></string>", new XmlRpcValue.Text("") },
        { "<string/>", new XmlRpcValue.Text("") },
        { "plain", new XmlRpcValue.Text("plain") },
        { " spaces are kept ", new XmlRpcValue.Text(" spaces are kept ") },
        { "", new XmlRpcValue.Text("") },
        { "<nil/>", new XmlRpcValue.Text("") },
        { "<string>a &lt;b&gt; &amp;&quot;&apos; &#233;&#xE9;é &#13;</string>", new XmlRpcValue.Text("a <b> &\"' ééé \r") },
        { "<string>one\r\ntwo\rthree</string>", new XmlRpcValue.Text("one\ntwo\nthree") },
        { "<string>a<![CDATA[<&amp;>]]>b<!-- no -->c</string>", new XmlRpcValue.Text("a<&amp;>bc") },
        { "<dateTime.iso8601>20261123T04:05:06</dateTime.iso8601>", new XmlRpcValue.Moment(new DateTime(2026, 11, 23, 4, 5, 6)) },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Every_type_is_read(string typed, object expected) => Assert.Equal(expected, Parameter(typed));

    [Fact]
    public void Base64_is_bytes_and_need_not_be_text() =>
        Assert.Equal([0xFF, 0x00, 0x41], Assert.IsType<XmlRpcValue.Binary>(Parameter("<base64>\n/wBB\n</base64>")).Bytes);

    [Fact]
    public void Arrays_and_structs_nest()
    {
        var outer = Assert.IsType<XmlRpcValue.Sequence>(Parameter("""
            <array><data>
              <value><struct>
                <member><name>methodName</name><value>x.y</value></member>
                <member><name>params</name><value><array><data><value><int>1</int></value></data></array></value></member>
              </struct></value>
              <value><array><data/></array></value>
            </data></array>
            """));

        var members = Assert.IsType<XmlRpcValue.Struct>(outer.Items[0]).Members;
        Assert.Equal(new XmlRpcValue.Text("x.y"), members["methodName"]);
        Assert.Equal([new XmlRpcValue.Integer(1)], Assert.IsType<XmlRpcValue.Sequence>(members["params"]).Items);
        Assert.Empty(Assert.IsType<XmlRpcValue.Sequence>(outer.Items[1]).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<methodCall>")]
    [InlineData("<methodCall></methodcall>")]
    [InlineData("<methodCall></methodCall><methodCall></methodCall>")]
    [InlineData("<methodCall></methodCall>text")]
    [InlineData("<other/>")]
    [InlineData("<methodCall><methodName>a.b</methodName><params><value>1</value></params></methodCall>")]
    [InlineData("<methodCall><methodName>a.b</methodName><params><param/></params></methodCall>")]
    [InlineData("<methodCall><methodName>a.b<x/></methodName></methodCall>")]
    [InlineData("<methodCall x><methodName>a.b</methodName></methodCall>")]
    [InlineData("<methodCall x='<'><methodName>a.b</methodName></methodCall>")]
    [InlineData("<methodCall><methodName>a.&b;</methodName></methodCall>")]
    [InlineData("<methodCall><methodName>a.&#0;</methodName></methodCall>")]
    [InlineData("<methodCall><methodName>a.&#xD800;</methodName></methodCall>")]
    [InlineData("<methodCall><methodName>a.&#99999999999;</methodName></methodCall>")]
    [InlineData("<methodCall><methodName>a.\u0001</methodName></methodCall>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><methodCall><methodName>a.b</methodName></methodCall>")]
    [InlineData("<methodCall><methodName>&x;</methodName></methodCall>")]
    public void What_is_no_call_is_unmarshallable(string body) =>
        Assert.Equal((null, "unmarshallable"), CallParser.Parse(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("<int>x</int>")]
    [InlineData("<int></int>")]
    [InlineData("<int>99999999999999999999</int>")]
    [InlineData("<double>x</double>")]
    [InlineData("<base64>!</base64>")]
    [InlineData("<dateTime.iso8601>now</dateTime.iso8601>")]
    [InlineData("<array/>")]
    [InlineData("<array><value/></array>")]
    [InlineData("<struct><member><name>a</name></member></struct>")]
    [InlineData("<struct><member><value/><name>a</name></member></struct>")]
    [InlineData("<int>1</int><int>2</int>")]
    public void A_value_that_is_none_is_unmarshallable(string typed) =>
        Assert.Equal((null, "unmarshallable"), CallParser.Parse(Body(typed)));

    [Fact]
    public void A_call_without_a_method_is_told_apart() =>
        Assert.Equal((null, "no method name"), CallParser.Parse("<methodCall><params/></methodCall>"u8));

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Equal((null, "unmarshallable"), CallParser.Parse([.. "<methodCall><methodName>"u8, 0xFF, .. "</methodName></methodCall>"u8]));

    [Theory]
    [InlineData(CallParser.MaxNesting, true)]
    [InlineData(CallParser.MaxNesting + 1, false)]
    [InlineData(20_000, false)]
    public void Nesting_is_bounded(int depth, bool isTaken)
    {
        var open = string.Concat(Enumerable.Repeat("<array><data><value>", depth));
        var close = string.Concat(Enumerable.Repeat("</value></data></array>", depth));

        Assert.Equal(isTaken, CallParser.Parse(Body($"{open}{close}")).Call is not null);
    }

    [Fact]
    public void Elements_within_elements_are_bounded() =>
        Assert.Null(CallParser.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<methodCall>", 200_000)))).Call);

    [Fact]
    public void Values_are_counted()
    {
        var many = string.Concat(Enumerable.Repeat("<value/>", CallParser.MaxValues));

        Assert.Null(CallParser.Parse(Body($"<array><data>{many}</data></array>")).Call);
    }

    [Fact]
    public void No_body_makes_the_parser_throw()
    {
        var random = new Random(20_261_123);
        var seeds = Scalars().Select(row => Body(row.Data.Item1)).ToArray();
        for (var round = 0; round < 50_000; round++)
        {
            var body = seeds[random.Next(seeds.Length)].ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                Mutate(random, ref body);
            }

            var (call, error) = CallParser.Parse(body);
            Assert.True(call is null != (error is null));
        }
    }

    private static void Mutate(Random random, ref byte[] body)
    {
        if (body.Length == 0) return;
        var at = random.Next(body.Length);
        switch (random.Next(4))
        {
            case 0:
                body[at] = (byte)random.Next(256);
                break;
            case 1:
                body[at] = "<>/&;'\"![]-?="u8[random.Next(13)];
                break;
            case 2:
                body = [.. body[..at], .. body[Math.Min(body.Length, at + random.Next(8))..]];
                break;
            default:
                body = [.. body[..at], .. body.AsSpan(random.Next(body.Length)), .. body[at..]];
                break;
        }
    }

    private static XmlRpcCall Parse(string body)
    {
        var (call, error) = CallParser.Parse(Encoding.UTF8.GetBytes(body));
        Assert.Null(error);
        return call!;
    }

    private static byte[] Body(string typed) => Encoding.UTF8.GetBytes(
        $"<?xml version='1.0'?>\n<methodCall><methodName>a.b</methodName><params><param><value>{typed}</value></param></params></methodCall>");

    private static XmlRpcValue Parameter(string typed)
    {
        var (call, error) = CallParser.Parse(Body(typed));
        Assert.Null(error);
        return Assert.Single(call!.Parameters);
    }
}
