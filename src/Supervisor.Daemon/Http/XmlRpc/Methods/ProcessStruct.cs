using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http.XmlRpc.Wire;
using Supervisor.Daemon.Projection;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>Processes as getProcessInfo shows them: supervisord's fourteen members in its order.</summary>
internal readonly struct ProcessStruct(SupervisionEngine engine, DateTimeOffset now)
{
    public void Write(ValueWriter writer, ProcessEntry entry)
    {
        var (spec, state, history) = (entry.Spec, entry.State, entry.History);
        var stdout = LogFile(spec, spec.Stdout, isStderr: false);
        writer.BeginStruct();
        writer.Member("name"u8, spec.Name.Name);
        writer.Member("group"u8, spec.Name.Group);
        writer.Member("start"u8, Seconds(history.LastStart));
        writer.Member("stop"u8, Seconds(history.LastStop));
        writer.Member("now"u8, Seconds(now));
        writer.Member("state"u8, (int)state.Code);
        writer.Member("statename"u8, ProcessProjection.NameOf(state.Code));
        writer.Member("spawnerr"u8, ProcessProjection.SpawnErrorOf(entry));
        writer.Member("exitstatus"u8, ProcessProjection.ExitStatusOf(entry));
        writer.Member("logfile"u8, stdout);
        writer.Member("stdout_logfile"u8, stdout);
        writer.Member("stderr_logfile"u8, LogFile(spec, spec.Stderr, isStderr: true));
        writer.Member("pid"u8, state.Pid ?? 0);
        writer.Member("description"u8, ProcessProjection.Describe(entry, now));
        writer.EndStruct();
    }

    private string LogFile(ProcessSpec spec, LogSpec log, bool isStderr) => log.Destination switch
    {
        _ when isStderr && spec.RedirectStderr => "",
        LogDestination.File file => file.Path,
        LogDestination.Auto => engine.FindChannel(spec.Name, isStderr)?.LogPath ?? "",
        _ => "",
    };

    // The type has 32 bits, and clients rely on it being an int: the time stands still in 2038.
    private static long Seconds(DateTimeOffset? time) => time is { } known ? Math.Clamp(known.ToUnixTimeSeconds(), int.MinValue, int.MaxValue) : 0;
}
