using System.Threading.Channels;
using Supervisor.Posix;

namespace Supervisor.Daemon.Logging;

/// <summary>
/// Prints what event listeners answer under <c>supervisor_stdout:event_handler</c>. Whoever has something to print never waits: when nobody
/// reads stdout, the oldest texts that wait are dropped.
/// </summary>
internal sealed class ResultPrinter : IDisposable
{
    /// <summary>Texts that may wait for a reader.</summary>
    private const int MaxWaiting = 1024;

    private readonly Lazy<StandardOutputEcho?> _stdout = new(Open);
    private readonly Channel<string> _texts = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private Task? _printing;

    /// <summary>Called by one thread at a time.</summary>
    public void Print(string text)
    {
        _texts.Writer.TryWrite(text);
        _printing ??= Task.Run(PrintAsync);
    }

    public void Dispose()
    {
        _texts.Writer.TryComplete();
        _printing?.Wait(TimeSpan.FromSeconds(5));
        if (_stdout.IsValueCreated) _stdout.Value?.Dispose();
    }

    private async Task PrintAsync()
    {
        await foreach (var text in _texts.Reader.ReadAllAsync())
        {
            _stdout.Value?.Write(text);
        }
    }

    private static StandardOutputEcho? Open()
    {
        try
        {
            return new StandardOutputEcho();
        }
        catch (PosixException)
        {
            // Started without a stdout: there is nobody to print for.
            return null;
        }
    }
}
