using System.Text;

namespace Supervisor.Engine.Output.Taps;

/// <summary>Copies output into the daemon's own log, in supervisord's words for level debug: <c>'x' stdout output:</c>, then the data.</summary>
public sealed class DebugCopyTap(string process, string stream, Action<string> log) : IOutputTap
{
    public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
    {
        log($"'{process}' {stream} output:\n{Encoding.UTF8.GetString(bytes)}");
        return bytes;
    }

    public ReadOnlySpan<byte> End() => default;
}
