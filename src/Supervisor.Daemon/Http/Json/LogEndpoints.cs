using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Supervisor.Control.Wire;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Logging;
using Supervisor.Engine;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Tails;
using Supervisor.Engine.Requests;

namespace Supervisor.Daemon.Http.Json;

/// <summary>The logs of the processes and the main log: read, follow, clear.</summary>
internal sealed class LogEndpoints(SupervisionEngine engine, MainLogFile mainLog, ILogger<LogEndpoints> log)
{
    private const string ContentType = "application/octet-stream";
    private const int ChunkBytes = 64 * 1024;

    public Task ReadAsync(HttpContext context, string group, string name, string stream)
    {
        var process = new ProcessName(group, name);
        if (!engine.Current.Processes.ContainsKey(process)) return ProcessEndpoints.NoSuchProcessAsync(context, group, name);
        if (stream is not ("stdout" or "stderr"))
        {
            return Answer.ProblemAsync(
                context, StatusCodes.Status404NotFound, ErrorCodes.NotFound, $"cannot read {stream}: the streams are stdout and stderr");
        }

        if (engine.FindChannel(process, stream == "stderr") is not { } channel) return NoLogAsync(context, $"the {stream} of {process} has no log of its own");
        var range = LogQuery.Of(context);
        if (!range.Follow) return SendAsync(context, channel, range.Tail);
        return channel.HasReadableFile && LogResumption.Of(context) is { } resumption
            ? resumption.SendAsync(context, ContentType, channel.LogPath!, channel.Activity, range.Tail)
            : LogStream.SendAsync(context, ContentType, LogFollower.Follow(channel, range.Tail, context.RequestAborted));
    }

    public Task ReadMainAsync(HttpContext context)
    {
        if (mainLog.Path is not { } path) return NoLogAsync(context, "the daemon keeps no main log");
        var range = LogQuery.Of(context);
        if (!range.Follow) return SendFileAsync(context, path, range.Tail);
        return LogResumption.Of(context) is { } resumption
            ? resumption.SendAsync(context, ContentType, path, mainLog.Activity, range.Tail)
            : LogStream.SendAsync(context, ContentType, LogFollower.FollowFile(path, mainLog.Activity, range.Tail, context.RequestAborted));
    }

    public async Task ClearAsync(HttpContext context, string group, string name)
    {
        var process = new ProcessName(group, name);
        if (!engine.Current.Processes.ContainsKey(process))
        {
            await ProcessEndpoints.NoSuchProcessAsync(context, group, name);
            return;
        }

        await Commands.OneAsync(context, await ClearAsync(process));
    }

    public async Task ClearAllAsync(HttpContext context)
    {
        var results = new List<OperationResult>();
        foreach (var process in engine.Current.Processes.Keys)
        {
            results.Add(OutcomeCodes.ToWire(await ClearAsync(process)));
        }

        await Answer.JsonAsync(context, new OperationResults(results), WireJson.Default.OperationResults);
    }

    public Task ClearMainAsync(HttpContext context)
    {
        try
        {
            mainLog.Clear();
            log.ReopeningCleared();
            return Commands.OneAsync(context, new TargetResult(default, Outcome.Ok, ""));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Answer.ProblemAsync(
                context, StatusCodes.Status500InternalServerError, ErrorCodes.Failed, $"cannot clear the main log: {exception.Message}");
        }
    }

    private async Task<TargetResult> ClearAsync(ProcessName process)
    {
        foreach (var stderr in new[] { false, true })
        {
            if (engine.FindChannel(process, stderr) is not { } channel) continue;
            var outcome = await channel.ClearAsync();
            if (!outcome.Cleared) return new TargetResult(process, Outcome.Failed, outcome.Problem ?? "");
        }

        return new TargetResult(process, Outcome.Ok, "");
    }

    private static Task SendAsync(HttpContext context, OutputChannel channel, long? tail)
    {
        if (channel.LogPath is { } path) return SendFileAsync(context, path, tail);
        return LogTail.Read(channel, tail ?? long.MaxValue) is LogRead.Found { Bytes: { Length: > 0 } bytes }
            ? SendBytesAsync(context, bytes)
            : NoLogAsync(context, "no log is kept and nothing was written yet");
    }

    private static async Task SendFileAsync(HttpContext context, string path, long? tail)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await NoLogAsync(context, $"cannot read {path}: {exception.Message}");
            return;
        }

        await using (file)
        {
            // What is appended while it is sent is left for the next request.
            var left = file.CanSeek ? Math.Min(tail ?? long.MaxValue, file.Length) : 0;
            if (left > 0) file.Seek(-left, SeekOrigin.End);
            context.Response.ContentType = ContentType;
            context.Response.ContentLength = left;
            var buffer = new byte[ChunkBytes];
            while (left > 0)
            {
                var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), context.RequestAborted);
                if (count == 0) break;
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
                left -= count;
            }
        }
    }

    private static Task SendBytesAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static Task NoLogAsync(HttpContext context, string detail) =>
        Answer.ProblemAsync(context, StatusCodes.Status404NotFound, ErrorCodes.NoLog, detail);
}
