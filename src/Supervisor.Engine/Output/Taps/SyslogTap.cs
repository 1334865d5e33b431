using Supervisor.Core.Specs;
using Supervisor.Engine.Output.Syslog;

namespace Supervisor.Engine.Output.Taps;

/// <summary>Copies each line to syslog or to journald.</summary>
internal sealed class SyslogTap : IOutputTap
{
    private readonly SyslogLines _lines;

    /// <param name="sender">Where to.</param>
    /// <param name="process">The process, by whose name syslog knows the line.</param>
    /// <param name="stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="pid">The process that writes.</param>
    public SyslogTap(SyslogSender sender, ProcessName process, string stream, Func<int> pid) =>
        _lines = new SyslogLines(line => sender.Send(
            new SyslogMessage(DateTimeOffset.Now, SyslogMessage.Info, process.Name, pid(), stream, line) { Group = process.Group }));

    public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
    {
        _lines.Add(bytes);
        return bytes;
    }

    public ReadOnlySpan<byte> End()
    {
        _lines.End();
        return default;
    }
}
