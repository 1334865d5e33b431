using System.Diagnostics;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Logs;

/// <summary>One process in the foreground: its output is shown, and what is typed goes to its input, until either of them ends.</summary>
internal sealed class Foreground(Session session, ProcessInfo process)
{
    /// <summary>At the end: its last output has come when nothing was heard for so long. Python's supervisord looks only once a second.</summary>
    private readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(session.Client is XmlRpcControlClient ? 1200 : 200);

    /// <summary>At the end: one that never is quiet is not waited for any longer.</summary>
    private static readonly TimeSpan MaxDrain = TimeSpan.FromSeconds(3);

    private long _lastOutput = Stopwatch.GetTimestamp();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var interrupt = new InterruptScope(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        session.Output.Line("==> Press Ctrl-C to exit <==");
        session.Output.Flush();
        Task[] outputs = [ShowAsync(LogChannel.Stdout, ending.Token), ShowAsync(LogChannel.Stderr, ending.Token)];
        Task ended = new ProcessEnd(session.Client, process).WaitAsync(ending.Token);
        Task<bool> input = ForwardAsync(ending.Token);
        try
        {
            Task first = await Task.WhenAny([ended, input, .. outputs.Select(ForeverUnlessFailedAsync)]);
            await first;
            await DrainAsync(interrupt.Token);
            if (first == ended || (first == input && !await input))
                session.Output.Line("Process got killed");
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            session.Output.Line("");
        }
        catch (ControlException e)
        {
            session.Fail(e.Error);
        }
        finally
        {
            await ending.CancelAsync();
            // Their outcome was told already or does not matter any more.
            await Task.WhenAll([ended, input, .. outputs]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        session.Output.Line("Exiting foreground");
    }

    private async Task ShowAsync(LogChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            Stream log = await session.Client.OpenLogAsync(
                process.Group, process.Name, channel, LogOptions.FollowBytes, follow: true, cancellationToken);
            await using (log)
            {
                byte[] buffer = new byte[64 * 1024];
                while (await log.ReadAsync(buffer, cancellationToken) is > 0 and int count)
                {
                    Volatile.Write(ref _lastOutput, Stopwatch.GetTimestamp());
                    session.Output.Bytes(buffer.AsSpan(0, count));
                    session.Output.Flush();
                }
            }
        }
        catch (ControlException e) when (e.Code is ErrorCodes.NoLog or ErrorCodes.NoFile)
        {
            // It keeps no log of this channel; there is nothing to show.
        }
        catch (IOException)
        {
            // The server is gone; the watch over the process says so.
        }
    }

    /// <returns>True at the end of the input, false when the process takes no more.</returns>
    private async Task<bool> ForwardAsync(CancellationToken cancellationToken)
    {
        while (await session.Input.Lines.ReadAsync(cancellationToken) is { } line)
        {
            try
            {
                await session.Client.SendStdinAsync(process.Group, process.Name, line, cancellationToken);
            }
            catch (ControlException e) when (e.Code == ErrorCodes.NotRunning)
            {
                return false;
            }
        }

        return true;
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastOutput, Stopwatch.GetTimestamp());
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < MaxDrain)
        {
            TimeSpan silence = Stopwatch.GetElapsedTime(Volatile.Read(ref _lastOutput));
            if (silence >= _quiet)
                return;
            await Task.Delay(_quiet - silence, cancellationToken);
        }
    }

    /// <summary>A log that ends says nothing about the process; one that fails ends it all.</summary>
    private static async Task ForeverUnlessFailedAsync(Task output)
    {
        await output;
        await Task.Delay(Timeout.Infinite);
    }
}
