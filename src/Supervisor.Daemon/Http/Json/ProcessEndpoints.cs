using Microsoft.AspNetCore.Http;
using Supervisor.Control.Wire;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Projection;
using Supervisor.Engine;
using Supervisor.Engine.Children;
using Supervisor.Engine.Requests;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Http.Json;

/// <summary><c>/v1/processes</c>: one process at a time.</summary>
internal sealed class ProcessEndpoints(SupervisionEngine engine, ProcessProjection projection, Commands commands)
{
    public Task ListAsync(HttpContext context)
    {
        if (ProcessPage.Read(context.Request.Query) is not { } page)
        {
            return Answer.ProblemAsync(
                context,
                StatusCodes.Status400BadRequest,
                ErrorCodes.BadRequest,
                "cannot list processes: limit is a number from 1 on, and after the GROUP:NAME that the page before ended with");
        }

        var now = DateTimeOffset.Now;
        var entries = page.Of(engine.Current, out var next);

        // RFC 8288.
        if (next is not null) context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        return page.IsBrief
            ? Answer.JsonListAsync(
                context,
                entries,
                (entry, into) => projection.TryWriteBriefly(entry, now, into),
                entry => projection.ShowBriefly(entry, now),
                WireJson.Default.ProcessBrief)
            : Answer.JsonListAsync(
                context,
                entries,
                (entry, into) => projection.TryWrite(entry, now, into),
                entry => projection.Show(entry, now),
                WireJson.Default.ProcessInfo);
    }

    public Task GetAsync(HttpContext context, string group, string name) =>
        Find(group, name) is { } entry
            ? Answer.JsonAsync(context, projection.Show(entry, DateTimeOffset.Now), WireJson.Default.ProcessInfo)
            : NoSuchProcessAsync(context, group, name);

    public Task StartAsync(HttpContext context, string group, string name)
    {
        if (Find(group, name) is not { } entry) return NoSuchProcessAsync(context, group, name);

        // As in supervisord a command that cannot be run is said before anything changes.
        if (engine.CheckCommand(entry.Spec) is { } failure)
        {
            var outcome = failure.Kind == StartFailureKind.NoFile ? Outcome.NoFile : Outcome.NotExecutable;
            return Commands.OneAsync(context, new TargetResult(entry.Spec.Name, outcome, failure.SpawnError));
        }

        return commands.OneAsync(context, id => new Input.Start(id, One(group, name), Commands.Waits(context)));
    }

    public Task StopAsync(HttpContext context, string group, string name)
    {
        commands.HoldSockets(context, process => process == new ProcessName(group, name));
        return commands.OneAsync(context, id => new Input.Stop(id, One(group, name), Commands.Waits(context)));
    }

    public Task RestartAsync(HttpContext context, string group, string name) =>
        commands.OneAsync(context, id => new Input.Restart(id, One(group, name), Commands.Waits(context)));

    public Task SignalAsync(HttpContext context, string group, string name, string signal) =>
        ParseSignal(signal) is { } parsed
            ? commands.OneAsync(context, id => new Input.SendSignal(id, One(group, name), parsed))
            : BadSignalAsync(context, signal);

    public async Task WriteStdinAsync(HttpContext context, string group, string name)
    {
        if (Find(group, name) is not { } entry)
        {
            await NoSuchProcessAsync(context, group, name);
            return;
        }

        if (entry.State is not (ProcessState.Running or ProcessState.Starting { Child: not null }))
        {
            await Commands.OneAsync(context, new TargetResult(entry.Spec.Name, Outcome.NotRunning, ""));
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var result = await engine.WriteStdinAsync(entry.Spec.Name, body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        await (result switch
        {
            StdinResult.Written => Commands.OneAsync(context, new TargetResult(entry.Spec.Name, Outcome.Ok, "")),
            StdinResult.Closed => Commands.OneAsync(
                context, new TargetResult(entry.Spec.Name, Outcome.NoFile, $"{entry.Spec.Name} has closed its stdin")),
            _ => Answer.ProblemAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                ErrorCodes.Busy,
                $"cannot write to the stdin of {entry.Spec.Name}: it does not read; a part may have been written"),
        });
    }

    public static Signal? ParseSignal(string text) =>
        SignalNumbers.Parse(text) is { } number and > 0 ? new Signal(SignalNumbers.Name(number)) : null;

    public static Task BadSignalAsync(HttpContext context, string signal) => Answer.ProblemAsync(
        context, StatusCodes.Status400BadRequest, ErrorCodes.BadSignal, $"cannot send signal {signal}: there is no such signal");

    public static Task NoSuchProcessAsync(HttpContext context, string group, string name) =>
        Commands.OneAsync(context, new TargetResult(new ProcessName(group, name), Outcome.NoSuchProcess, ""));

    private static Selection.OneProcess One(string group, string name) => new(new ProcessName(group, name));

    private ProcessEntry? Find(string group, string name) =>
        engine.Current.Processes.TryGetValue(new ProcessName(group, name), out var entry) ? entry : null;
}
