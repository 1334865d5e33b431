using System.Globalization;
using Serilog.Events;
using Serilog.Parsing;
using Supervisor.Daemon.Logging;

namespace Supervisor.Daemon.Tests.Logging;

public sealed class SupervisordFormatterTests
{
    [Theory]
    [InlineData(LogEventLevel.Fatal, "CRIT")]
    [InlineData(LogEventLevel.Error, "ERRO")]
    [InlineData(LogEventLevel.Warning, "WARN")]
    [InlineData(LogEventLevel.Information, "INFO")]
    [InlineData(LogEventLevel.Debug, "DEBG")]
    [InlineData(LogEventLevel.Verbose, "TRAC")]
    public void A_line_has_supervisords_form(LogEventLevel level, string code)
    {
        var at = new DateTimeOffset(new DateTime(2026, 1, 31, 4, 5, 6, 7, DateTimeKind.Local));
        var template = new MessageTemplateParser().Parse("spawned: '{Name}' with pid {Pid}");
        LogEventProperty[] properties = [new("Name", new ScalarValue("web")), new("Pid", new ScalarValue(17))];
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        new SupervisordFormatter().Format(new LogEvent(at, level, null, template, properties), output);

        Assert.Equal($"2026-01-31 04:05:06,007 {code} spawned: 'web' with pid 17\n", output.ToString());
    }
}
