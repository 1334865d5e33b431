using System.Text;
using Serilog.Events;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Engine.Output.Syslog;

namespace Supervisor.Daemon.Logging;

/// <summary>The main log in syslog, a message for each line. What is wrong with it cannot be said there.</summary>
internal sealed class MainLogSyslog(int pid, Action<string> complain) : IDisposable
{
    // The time and the level that a line begins with: 2026-01-31 12:00:00,123 INFO.
    private const int Prefix = 29;
    private const string Name = "supervisord";

    private readonly Lock _change = new();
    private SyslogSender? _sender;
    private (bool IsOn, SyslogTarget? Target) _configured;

    public void Configure(DaemonSpec spec)
    {
        lock (_change)
        {
            if (_configured == (spec.LogToSyslog, spec.Syslog)) return;
            _configured = (spec.LogToSyslog, spec.Syslog);
            _sender?.Dispose();
            _sender = spec.LogToSyslog ? new SyslogSender(spec.Syslog, Say) : null;
        }
    }

    /// <param name="logEvent">Has the level.</param>
    /// <param name="text">As it would be written to a file.</param>
    public void Write(LogEvent logEvent, string text)
    {
        lock (_change)
        {
            if (_sender is null) return;
            if (!_sender.IsSupervisordStyle && text.Length > Prefix) text = text[Prefix..];
            var lines = new SyslogLines(line => _sender.Send(new SyslogMessage(logEvent.Timestamp, LogSeverity.Of(logEvent.Level), Name, pid, "", line)));
            lines.Add(Encoding.UTF8.GetBytes(text));
            lines.End();
        }
    }

    public void Dispose() => _sender?.Dispose();

    private void Say(EngineNotice notice) => complain(notice.Text);
}
