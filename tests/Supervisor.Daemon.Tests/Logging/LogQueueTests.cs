using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Supervisor.Daemon.Logging;

namespace Supervisor.Daemon.Tests.Logging;

public sealed class LogQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Everything_logged_is_written_in_order_before_the_end()
    {
        var sink = new Slow(isOpen: true);
        using (var queue = new LogQueue(sink, 1000))
        {
            for (var i = 0; i < 500; i++) queue.Emit(Line($"{i}"));
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), sink.Written);
        Assert.True(sink.IsDisposed);
    }

    [Fact]
    public void A_slow_disk_holds_nobody_up_and_what_was_lost_is_counted_in_the_log()
    {
        var sink = new Slow(isOpen: false);
        using (var queue = new LogQueue(sink, 10))
        {
            queue.Emit(Line("first"));
            Assert.True(sink.IsWriting.Wait(Patience, TestContext.Current.CancellationToken));
            for (var i = 0; i < 25; i++) queue.Emit(Line($"{i}"));
            sink.Open();
        }

        Assert.Equal(
            ["first", .. Enumerable.Range(0, 10).Select(i => $"{i}"), "cannot keep up with this log: 15 lines are lost; the disk is too slow for it"],
            sink.Written);
    }

    [Fact]
    public void Nothing_is_written_after_the_end()
    {
        var sink = new Slow(isOpen: true);
        var queue = new LogQueue(sink, 10);
        queue.Emit(Line("one"));
        queue.Dispose();
        queue.Emit(Line("two"));
        Assert.Equal(["one"], sink.Written);
    }

    private static LogEvent Line(string text) =>
        new(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplateParser().Parse(text), []);

    private sealed class Slow(bool isOpen) : ILogEventSink, IDisposable
    {
        private readonly ManualResetEventSlim _gate = new(isOpen);

        public ManualResetEventSlim IsWriting { get; } = new();

        public List<string> Written { get; } = [];

        public bool IsDisposed { get; private set; }

        public void Open() => _gate.Set();

        public void Emit(LogEvent logEvent)
        {
            IsWriting.Set();
            Assert.True(_gate.Wait(Patience));
            Written.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
        }

        public void Dispose()
        {
            IsDisposed = true;
            _gate.Dispose();
        }
    }
}
