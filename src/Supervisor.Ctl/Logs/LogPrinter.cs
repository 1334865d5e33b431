using System.Text;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Logs;

/// <summary>Prints the end of a log, or follows it.</summary>
internal static class LogPrinter
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The bytes as they are and a line end; in JSON as <paramref name="document"/> with their text.</summary>
    public static async Task PrintAsync(Session session, Stream log, LogText document, CancellationToken cancellationToken)
    {
        try
        {
            if (session.Json)
            {
                using var bytes = new MemoryStream();
                await log.CopyToAsync(bytes, cancellationToken);
                string text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
                session.WriteJson(document with { Text = text }, CtlJson.Default.LogText);
                return;
            }

            await CopyAsync(log, session.Output, flush: false, cancellationToken);
            session.Output.Line("");
        }
        catch (IOException)
        {
            TellLost(session);
        }
    }

    /// <summary>Streams a log until Ctrl-C or the end of the server.</summary>
    /// <param name="path">What supervisord's client would follow, and names when it cannot: <c>/logtail/web/stdout</c>.</param>
    public static async Task FollowAsync(
        Session session, string path, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        using var interrupt = new InterruptScope(cancellationToken);
        session.Output.Line("==> Press Ctrl-C to exit <==");
        session.Output.Flush();
        try
        {
            Stream log = await open(interrupt.Token);
            await using (log)
            {
                await CopyAsync(log, session.Output, flush: true, interrupt.Token);
            }
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            session.Output.Line("");
        }
        catch (ControlException e) when (e.Error.Problem is { } problem)
        {
            // supervisord's own line, at its own place and with its own exit code, and why.
            session.Errors.Line($"{session.ServerUrl}{path} Cannot read, status code {problem.Status}");
            session.Errors.Line($"error: {e.Message}");
            session.Errors.Flush();
        }
        catch (IOException)
        {
            TellLost(session);
        }
    }

    public static async Task CopyAsync(Stream log, TextOutput output, bool flush, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        while (await log.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            output.Bytes(buffer.AsSpan(0, count));
            if (flush)
                output.Flush();
        }
    }

    /// <summary>Whether a failure to read a log has words of its own; then they are said.</summary>
    public static bool TellUnreadable(Session session, string name, ControlError error)
    {
        if (error.Problem is not { } problem)
            return false;
        string words = error.Code switch
        {
            ErrorCodes.NoLog or ErrorCodes.NoFile => "no log file",
            ErrorCodes.NoSuchProcess or ErrorCodes.NoSuchGroup => "no such process name",
            _ => "unknown error reading log",
        };
        session.Fail(ExitCode.Generic, $"{name}: ERROR ({words})", problem);
        return true;
    }

    private static void TellLost(Session session)
    {
        string text = $"the connection to {session.ServerUrl} was lost before the log was complete";
        var problem = new Problem { Title = "No answer", Status = 0, Code = "connection_lost", Detail = text };
        session.Fail(ExitCode.Generic, $"error: {text}", problem);
    }
}
