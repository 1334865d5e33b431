using System.Buffers;
using Microsoft.Extensions.Logging;
using Supervisor.Core.Output;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Daemon.Logging;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>Reading and clearing logs. Offsets and lengths are bytes; a log of any size is read without being held in memory.</summary>
internal sealed class LogMethods(SupervisionEngine engine, MainLogFile mainLog, ILogger<LogMethods> log)
{
    private const int PieceBytes = 64 * 1024;

    private static readonly RpcParameter Truth = new("boolean", "result", "true unless error");
    private static readonly RpcParameter Text = new("string", "result", "bytes of the log");
    private static readonly RpcParameter Tailed = new("array", "result", "[string bytes, int offset, bool overflow]");
    private static readonly RpcParameter Process = new("string", "name", "the name of the process (or 'group:name')");
    private static readonly RpcParameter Offset = new("int", "offset", "where to start; negative: that many bytes before the end, with length 0");
    private static readonly RpcParameter Length = new("int", "length", "number of bytes; 0: to the end");

    public IEnumerable<RpcMethod> All()
    {
        var readMain = new RpcMethod("supervisor.readLog", "Read a part of the main log", Text, [Offset, Length], ReadMainAsync);
        yield return readMain;
        yield return readMain with { Name = "supervisor.readMainLog" };
        yield return new("supervisor.clearLog", "Clear the main log", Truth, [], (_, reply) => new(ClearMain(reply))) { Changes = true };
        foreach (var (stream, stderr) in new[] { ("Stdout", false), ("Stderr", true) })
        {
            yield return new($"supervisor.readProcess{stream}Log", $"Read a part of the {stream} log of a process", Text, [Process, Offset, Length],
                (arguments, reply) => ReadAsync(arguments, reply, stderr));
            yield return new($"supervisor.tailProcess{stream}Log", $"Read the end of the {stream} log of a process", Tailed, [Process, Offset, Length],
                (arguments, reply) => TailAsync(arguments, reply, stderr));
        }

        yield return new("supervisor.readProcessLog", "Read a part of the Stdout log of a process", Text, [Process, Offset, Length],
            (arguments, reply) => ReadAsync(arguments, reply, stderr: false));
        yield return new("supervisor.tailProcessLog", "Read the end of the Stdout log of a process", Tailed, [Process, Offset, Length],
            (arguments, reply) => TailAsync(arguments, reply, stderr: false));
        var clear = new RpcMethod("supervisor.clearProcessLogs", "Clear the logs of a process", Truth, [Process], ClearAsync) { Changes = true };
        yield return clear;
        yield return clear with { Name = "supervisor.clearProcessLog" };
        yield return new("supervisor.clearAllProcessLogs", "Clear the logs of all processes",
            new("array", "result", "structs {name, group, status, description}"), [], ClearAllAsync)
        {
            Changes = true,
        };
    }

    private async ValueTask<Fault?> ReadMainAsync(Arguments arguments, Reply reply)
    {
        if (arguments.Number(0) is not { } offset || arguments.Number(1) is not { } length) return Fault.IncorrectParameters;
        if (mainLog.Path is not { } path) return new Fault(FaultCode.NoFile);
        return await ReadAsync(OpenLog.AtPath(path), offset, length, reply);
    }

    private async ValueTask<Fault?> ReadAsync(Arguments arguments, Reply reply, bool stderr)
    {
        if (arguments.Name(0) is not { } name || arguments.Number(1) is not { } offset || arguments.Number(2) is not { } length)
            return Fault.IncorrectParameters;
        if (ProcessMethods.Find(engine, name) is not { } entry) return new Fault(FaultCode.BadName, name);
        return await ReadAsync(OpenLog.Of(engine, entry, stderr), offset, length, reply);
    }

    private static async ValueTask<Fault?> ReadAsync((OpenLog? Log, Fault? Fault) opened, long offset, long length, Reply reply)
    {
        if (opened.Log is not { } source) return opened.Fault;
        using (source)
        {
            if (LogRange.Read(source.Size, offset, length) is not { } range) return new Fault(FaultCode.BadArguments);
            await WriteAsync(source, range, reply);
            return null;
        }
    }

    private async ValueTask<Fault?> TailAsync(Arguments arguments, Reply reply, bool stderr)
    {
        if (arguments.Name(0) is not { } name || arguments.Number(1) is not { } offset || arguments.Number(2) is not { } length)
            return Fault.IncorrectParameters;
        if (ProcessMethods.Find(engine, name) is not { } entry) return new Fault(FaultCode.BadName, name);
        var (opened, fault) = OpenLog.Of(engine, entry, stderr);
        using (opened)
        {
            var (range, overflow) = opened is null ? (new LogRange(0, 0), false) : LogRange.Tail(opened.Size, offset, length);
            reply.Values.BeginArray();
            if (opened is null) reply.Values.Text("");
            else await WriteAsync(opened, range, reply);

            // Without a log there is nothing to read at all; one that cannot be read is asked for again at the same place.
            reply.Values.Number(opened?.Size ?? (fault?.Code == FaultCode.NoFile ? 0 : offset));
            reply.Values.Flag(overflow);
            reply.Values.EndArray();
            return null;
        }
    }

    private static async ValueTask WriteAsync(OpenLog source, LogRange range, Reply reply)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            reply.Values.BeginText();
            var (position, end, carried) = (range.Start, range.Start + range.Length, 0);
            while (position < end)
            {
                var wanted = (int)Math.Min(end - position, buffer.Length - carried);
                var count = await source.ReadAsync(position, buffer.AsMemory(carried, wanted), reply.Cancellation);
                if (count == 0) break;
                position += count;
                var filled = carried + count;
                var written = MarkupText.Write(reply.Buffer, buffer.AsSpan(0, filled), isLast: false);
                buffer.AsSpan(written, filled - written).CopyTo(buffer);
                carried = filled - written;
                await reply.KeepBoundedAsync();
            }

            MarkupText.Write(reply.Buffer, buffer.AsSpan(0, carried));
            reply.Values.EndText();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Fault? ClearMain(Reply reply)
    {
        if (mainLog.Path is not { } path || !File.Exists(path)) return new Fault(FaultCode.NoFile);
        try
        {
            mainLog.Clear();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Fault(FaultCode.Failed, exception.Message);
        }

        log.ReopeningCleared();
        return reply.Yes();
    }

    private async ValueTask<Fault?> ClearAsync(Arguments arguments, Reply reply)
    {
        if (arguments.Name(0) is not { } name) return Fault.IncorrectParameters;
        if (ProcessMethods.Find(engine, name) is not { } entry) return new Fault(FaultCode.BadName, name);
        return await ClearAsync(entry, name) ?? reply.Yes();
    }

    private async ValueTask<Fault?> ClearAllAsync(Arguments arguments, Reply reply)
    {
        var state = engine.Current;
        reply.Values.BeginArray();
        foreach (var entry in state.GroupsInOrder().SelectMany(group => state.ProcessesOf(group.Name)))
        {
            TargetResults.Write(reply.Values, entry.Spec.Name, await ClearAsync(entry, entry.Spec.Name.Namespec));
        }

        reply.Values.EndArray();
        return null;
    }

    private async ValueTask<Fault?> ClearAsync(ProcessEntry entry, string name)
    {
        foreach (var stderr in new[] { false, true })
        {
            if (engine.FindChannel(entry.Spec.Name, stderr) is { } channel && !(await channel.ClearAsync()).Cleared)
                return new Fault(FaultCode.Failed, name);
        }

        return null;
    }
}
