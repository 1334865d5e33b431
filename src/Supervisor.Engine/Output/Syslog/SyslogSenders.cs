using Supervisor.Core.Specs;

namespace Supervisor.Engine.Output.Syslog;

/// <summary>The senders of all programs: one for each daemon that something goes to.</summary>
internal sealed class SyslogSenders(Action<EngineNotice> tell) : IDisposable
{
    private readonly Lock _change = new();
    private readonly Dictionary<string, SyslogSender> _senders = new(StringComparer.Ordinal);

    /// <param name="target">Null: the daemon of this machine, in supervisord's words.</param>
    public SyslogSender For(SyslogTarget? target)
    {
        lock (_change)
        {
            var key = target?.Url ?? "";
            if (!_senders.TryGetValue(key, out var sender)) _senders[key] = sender = new SyslogSender(target, tell);
            return sender;
        }
    }

    public void Dispose()
    {
        lock (_change)
        {
            foreach (var sender in _senders.Values)
            {
                sender.Dispose();
            }

            _senders.Clear();
        }
    }
}
