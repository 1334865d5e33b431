using System.Globalization;
using System.Text;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Events;

/// <summary>Makes events with supervisord's payloads, key by key in its order.</summary>
public static class EventMessages
{
    /// <summary>The event that a notice is for listeners; null when it is none.</summary>
    public static EventMessage? From(Notice notice) => notice switch
    {
        Notice.StateChanged changed => State(changed),
        Notice.GroupAdded added => Text(EventType.ProcessGroupAdded, $"groupname:{added.Group}\n"),
        Notice.GroupRemoved removed => Text(EventType.ProcessGroupRemoved, $"groupname:{removed.Group}\n"),
        Notice.SupervisorRunning => Text(EventType.SupervisorStateChangeRunning, ""),
        Notice.SupervisorStopping => Text(EventType.SupervisorStateChangeStopping, ""),
        Notice.Wrote wrote => Log(wrote.Process, wrote.Pid, wrote.Stderr, wrote.Data.Span),
        Notice.Communicated sent => Communication(sent.Process, sent.Pid, sent.Stderr, sent.Data.Span),
        Notice.RemoteCommunicated sent => Remote(sent.Type, sent.Data.Span),
        Notice.Ticked tick => Tick(tick.Type, tick.When),
        _ => null,
    };

    /// <summary>A piece of what a process wrote.</summary>
    public static EventMessage Log(ProcessName process, int pid, bool stderr, ReadOnlySpan<byte> data) => Text(
        stderr ? EventType.ProcessLogStderr : EventType.ProcessLogStdout,
        Invariant($"processname:{process.Name} groupname:{process.Group} pid:{pid} channel:{(stderr ? "stderr" : "stdout")}\n{PythonText.Decoded(data)}"));

    /// <summary>What a process wrote between the tokens of capture mode.</summary>
    public static EventMessage Communication(ProcessName process, int pid, bool stderr, ReadOnlySpan<byte> data) => Text(
        stderr ? EventType.ProcessCommunicationStderr : EventType.ProcessCommunicationStdout,
        Invariant($"processname:{process.Name} groupname:{process.Group} pid:{pid}\n{PythonText.Decoded(data)}"));

    /// <summary>What a client sent by <c>sendRemoteCommEvent</c>.</summary>
    public static EventMessage Remote(string type, ReadOnlySpan<byte> data) =>
        new(EventType.RemoteCommunication, (byte[])[.. Encoding.UTF8.GetBytes($"type:{type}\n"), .. data]);

    /// <summary>A new slice of time has begun.</summary>
    /// <param name="type">One of the TICK types.</param>
    /// <param name="when">Its first second, in Unix time.</param>
    public static EventMessage Tick(EventType type, long when) => Text(type, Invariant($"when:{when}"));

    /// <summary>The second that the payload of a tick names; null when it is none.</summary>
    public static long? TickTime(string payload) =>
        payload.StartsWith("when:", StringComparison.Ordinal)
        && long.TryParse(payload.AsSpan("when:".Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var when)
            ? when
            : null;

    private static EventMessage State(Notice.StateChanged changed)
    {
        var name = $"processname:{changed.Process.Name} groupname:{changed.Process.Group} from_state:{NameOf(changed.From)}";
        var expected = changed.Expected ? 1 : 0;
        return changed.To switch
        {
            StateCode.Starting => Text(EventType.ProcessStateStarting, Invariant($"{name} tries:{changed.Tries}")),
            StateCode.Backoff => Text(EventType.ProcessStateBackoff, Invariant($"{name} tries:{changed.Tries}")),
            StateCode.Running => Text(EventType.ProcessStateRunning, Invariant($"{name} pid:{changed.Pid}")),
            StateCode.Stopping => Text(EventType.ProcessStateStopping, Invariant($"{name} pid:{changed.Pid}")),
            StateCode.Stopped => Text(EventType.ProcessStateStopped, Invariant($"{name} pid:{changed.Pid}")),
            StateCode.Exited => Text(EventType.ProcessStateExited, Invariant($"{name} expected:{expected} pid:{changed.Pid}")),
            StateCode.Fatal => Text(EventType.ProcessStateFatal, name),
            _ => Text(EventType.ProcessStateUnknown, name),
        };
    }

    private static string NameOf(StateCode state) => state.ToString().ToUpperInvariant();

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static EventMessage Text(EventType type, string payload) => new(type, Encoding.UTF8.GetBytes(payload));
}
