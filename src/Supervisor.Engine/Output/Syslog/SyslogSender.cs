using System.Net;
using System.Threading.Channels;
using Supervisor.Core.Specs;

namespace Supervisor.Engine.Output.Syslog;

/// <summary>
/// Sends lines to one syslog daemon, or to journald, in order, without anybody waiting for it. While it cannot be reached lines wait, 8 MiB of them at most;
/// then they are dropped, which is counted and said. UDP and the daemon itself may lose what was sent: nobody answers.
/// </summary>
public sealed class SyslogSender : IDisposable
{
    private const long MaxWaiting = 8L << 20;

    // What a line costs besides its bytes.
    private const int Overhead = 128;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly Channel<SyslogMessage> _queue = Channel.CreateUnbounded<SyslogMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly SyslogTarget? _target;
    private readonly SyslogSocket _socket;
    private readonly string _where;
    private readonly string _host = Dns.GetHostName();
    private readonly Action<EngineNotice> _tell;
    private readonly Task _sending;
    private long _waiting;
    private long _dropped;
    private int _complained;

    /// <param name="target">Where to; null: to the daemon of this machine in supervisord's words.</param>
    /// <param name="tell">Told when lines cannot be sent, and when they can again; must not block.</param>
    /// <param name="localPath">The socket of this machine's daemon.</param>
    public SyslogSender(SyslogTarget? target, Action<EngineNotice> tell, string localPath = SyslogTarget.LocalPath)
    {
        (_target, _tell) = (target, tell);
        _socket = new SyslogSocket(target ?? new SyslogTarget.Local(localPath));
        _where = target is SyslogTarget.Journal journal ? $"the journal {journal.Path}" : $"syslog {target?.Url ?? localPath}";
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>Whether everything is written as supervisord does it, so that the text itself has to say who it is from.</summary>
    public bool IsSupervisordStyle => _target is null;

    /// <summary>Takes a line; never waits.</summary>
    public void Send(in SyslogMessage message)
    {
        var size = message.Text.Length + Overhead;
        if (Interlocked.Add(ref _waiting, size) <= MaxWaiting && _queue.Writer.TryWrite(message)) return;
        Interlocked.Add(ref _waiting, -size);
        Interlocked.Increment(ref _dropped);
        Complain("it does not keep up");
    }

    /// <summary>Sends what waits, for two seconds at most.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        if (!_sending.Wait(LastPatience)) _end.Cancel();
        _sending.Wait(LastPatience);
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var message in _queue.Reader.ReadAllAsync(_end.Token).ConfigureAwait(false))
            {
                await DeliverAsync(Format(message)).ConfigureAwait(false);
                Interlocked.Add(ref _waiting, -(message.Text.Length + Overhead));
                if (Volatile.Read(ref _complained) != 0 && Volatile.Read(ref _waiting) < MaxWaiting / 2) Recover();
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon ends, and nobody takes what is left.
        }
    }

    private async Task DeliverAsync(byte[] message)
    {
        var pause = FirstPause;
        while (await _socket.TrySendAsync(message, _end.Token).ConfigureAwait(false) is { } problem)
        {
            Complain(problem);
            await Task.Delay(pause, _end.Token).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private byte[] Format(in SyslogMessage message) => _target switch
    {
        null => SyslogFormat.AsSupervisord(message),
        SyslogTarget.Local => SyslogFormat.Local(message),
        SyslogTarget.Journal => JournalFormat.Entry(message),
        SyslogTarget.Tcp => SyslogFormat.Framed(SyslogFormat.Standard(message, _host)),
        _ => SyslogFormat.Standard(message, _host),
    };

    private void Complain(string problem)
    {
        if (Interlocked.Exchange(ref _complained, 1) == 0)
            _tell(new EngineNotice($"cannot send to {_where}: {problem}; up to 8 MiB wait, and what comes then is dropped", IsWarning: true));
    }

    private void Recover()
    {
        Volatile.Write(ref _complained, 0);
        var dropped = Interlocked.Exchange(ref _dropped, 0);
        _tell(new EngineNotice($"sending to {_where} again; {dropped} lines were dropped", IsWarning: dropped > 0));
    }
}
