using System.Buffers;
using System.Text;
using Supervisor.Daemon.Http.XmlRpc;
using Supervisor.Daemon.Http.XmlRpc.Wire;

namespace Supervisor.Daemon.Tests.Http.XmlRpc;

public sealed class ValueWriterTests
{
    [Fact]
    public void A_struct_is_written_as_Python_does() => Assert.Equal(
        "<value><struct>\n<member>\n<name>state</name>\n<value><int>20</int></value>\n</member>\n"
        + "<member>\n<name>statename</name>\n<value><string>RUNNING</string></value>\n</member>\n</struct></value>\n",
        Written(writer =>
        {
            writer.BeginStruct();
            writer.Member("state"u8, 20);
            writer.Member("statename"u8, "RUNNING");
            writer.EndStruct();
        }));

    [Fact]
    public void An_array_is_written_as_Python_does() => Assert.Equal(
        "<value><array><data>\n<value><string>a</string></value>\n<value><boolean>1</boolean></value>\n</data></array></value>\n",
        Written(writer =>
        {
            writer.BeginArray();
            writer.Text("a");
            writer.Flag(true);
            writer.EndArray();
        }));

    [Theory]
    [InlineData(0, "int")]
    [InlineData(-5, "int")]
    [InlineData(int.MaxValue, "int")]
    [InlineData(int.MinValue, "int")]
    [InlineData(int.MaxValue + 1L, "i8")]
    [InlineData(long.MinValue, "i8")]
    public void A_number_is_an_int_as_long_as_it_has_32_bits(long number, string type) =>
        Assert.Equal($"<value><{type}>{number}</{type}></value>\n", Written(writer => writer.Number(number)));

    [Fact]
    public void A_fault_has_supervisords_code_and_text() => Assert.Equal(
        "<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>10</int></value>\n</member>\n"
        + "<member>\n<name>faultString</name>\n<value><string>BAD_NAME: zz</string></value>\n</member>\n</struct></value>\n",
        Written(writer => writer.Fault(new Fault(FaultCode.BadName, "zz"))));

    [Fact]
    public void Every_fault_has_supervisords_name()
    {
        string[] names =
        [
            "1 UNKNOWN_METHOD", "2 INCORRECT_PARAMETERS", "3 BAD_ARGUMENTS", "4 SIGNATURE_UNSUPPORTED", "6 SHUTDOWN_STATE", "10 BAD_NAME",
            "11 BAD_SIGNAL", "20 NO_FILE", "21 NOT_EXECUTABLE", "30 FAILED", "40 ABNORMAL_TERMINATION", "50 SPAWN_ERROR", "60 ALREADY_STARTED",
            "70 NOT_RUNNING", "80 SUCCESS", "90 ALREADY_ADDED", "91 STILL_RUNNING", "92 CANT_REREAD",
        ];

        Assert.Equal(names, Enum.GetValues<FaultCode>().Select(code => $"{(int)code} {new Fault(code).Text}"));
    }

    private static string Written(Action<ValueWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new ValueWriter(buffer));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
