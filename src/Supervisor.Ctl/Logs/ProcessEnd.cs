using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Logs;

/// <summary>Waits for the end of one life of a process: told by the server's events, and by asking where it sends none.</summary>
internal sealed class ProcessEnd(IControlClient client, ProcessInfo life)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    /// <exception cref="ControlException">The server cannot be asked any more.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        ControlEvents? events = await TryOpenAsync(cancellationToken);
        if (events is not null)
        {
            await using (events)
            {
                if (await HasEndedAsync(cancellationToken) || await SeeEndAsync(events, cancellationToken))
                    return;
            }
        }

        while (!await HasEndedAsync(cancellationToken))
            await Task.Delay(AskEvery, cancellationToken);
    }

    private async Task<bool> SeeEndAsync(ControlEvents events, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ControlEvent item in events.ReadAsync(cancellationToken))
            {
                if (item.Type.StartsWith("process_state", StringComparison.Ordinal) && await HasEndedAsync(cancellationToken))
                    return true;
            }
        }
        catch (ControlException e) when (e.Error.Failure == ControlFailure.ConnectionLost)
        {
            // supervisord was replaced, or is gone: the next question tells.
        }

        return false;
    }

    /// <summary>Another pid is another life, however fast the restart was.</summary>
    private async Task<bool> HasEndedAsync(CancellationToken cancellationToken)
    {
        try
        {
            ProcessInfo now = await client.GetProcessAsync(life.Group, life.Name, cancellationToken);
            return now.StateName != "RUNNING" || now.Pid != life.Pid;
        }
        catch (ControlException e) when (e.Code is ErrorCodes.NoSuchProcess or ErrorCodes.NoSuchGroup)
        {
            return true;
        }
    }

    private async Task<ControlEvents?> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenEventsAsync(null, cancellationToken);
        }
        catch (ControlException e) when (e.Error.Failure is ControlFailure.Answered or ControlFailure.NotThisApi or ControlFailure.Unsupported)
        {
            return null;
        }
    }
}
