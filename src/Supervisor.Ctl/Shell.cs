using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl;

/// <summary>The interactive shell: shows the status, then runs one line after the other until the input ends. Its exit code is 0.</summary>
internal sealed class Shell(Session session, CommandRunner runner, string prompt)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunLineAsync("status", cancellationToken);
        while (true)
        {
            string? line;
            using (var interrupt = new InterruptScope(cancellationToken))
            {
                line = await ReadAsync(interrupt.Token);
            }

            if (line is null)
            {
                session.Output.Line("");
                session.Output.Flush();
                return;
            }

            if (!await RunLineAsync(line, cancellationToken))
                return;
        }
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await session.Input.ReadCommandAsync($"{prompt}> ", cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Runs a line; Ctrl-C ends the waiting for its command and leads back to the prompt.</summary>
    private async Task<bool> RunLineAsync(string line, CancellationToken cancellationToken)
    {
        using var interrupt = new InterruptScope(cancellationToken);
        try
        {
            return await runner.RunAsync(line, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            session.Output.Line("");
            session.Output.Flush();
            return true;
        }
    }
}
