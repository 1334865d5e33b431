using System.Collections.Frozen;

namespace Supervisor.Core.Events;

/// <summary>Names of the event types and their places in the tree.</summary>
public static class EventTypes
{
    private static readonly (EventType Type, string Name, EventType Parent)[] Rows =
    [
        (EventType.Any, "EVENT", EventType.Any),
        (EventType.ProcessState, "PROCESS_STATE", EventType.Any),
        (EventType.ProcessStateStopped, "PROCESS_STATE_STOPPED", EventType.ProcessState),
        (EventType.ProcessStateExited, "PROCESS_STATE_EXITED", EventType.ProcessState),
        (EventType.ProcessStateStarting, "PROCESS_STATE_STARTING", EventType.ProcessState),
        (EventType.ProcessStateStopping, "PROCESS_STATE_STOPPING", EventType.ProcessState),
        (EventType.ProcessStateBackoff, "PROCESS_STATE_BACKOFF", EventType.ProcessState),
        (EventType.ProcessStateFatal, "PROCESS_STATE_FATAL", EventType.ProcessState),
        (EventType.ProcessStateRunning, "PROCESS_STATE_RUNNING", EventType.ProcessState),
        (EventType.ProcessStateUnknown, "PROCESS_STATE_UNKNOWN", EventType.ProcessState),
        (EventType.ProcessCommunication, "PROCESS_COMMUNICATION", EventType.Any),
        (EventType.ProcessCommunicationStdout, "PROCESS_COMMUNICATION_STDOUT", EventType.ProcessCommunication),
        (EventType.ProcessCommunicationStderr, "PROCESS_COMMUNICATION_STDERR", EventType.ProcessCommunication),
        (EventType.ProcessLog, "PROCESS_LOG", EventType.Any),
        (EventType.ProcessLogStdout, "PROCESS_LOG_STDOUT", EventType.ProcessLog),
        (EventType.ProcessLogStderr, "PROCESS_LOG_STDERR", EventType.ProcessLog),
        (EventType.RemoteCommunication, "REMOTE_COMMUNICATION", EventType.Any),
        (EventType.SupervisorStateChange, "SUPERVISOR_STATE_CHANGE", EventType.Any),
        (EventType.SupervisorStateChangeRunning, "SUPERVISOR_STATE_CHANGE_RUNNING", EventType.SupervisorStateChange),
        (EventType.SupervisorStateChangeStopping, "SUPERVISOR_STATE_CHANGE_STOPPING", EventType.SupervisorStateChange),
        (EventType.Tick, "TICK", EventType.Any),
        (EventType.Tick5, "TICK_5", EventType.Tick),
        (EventType.Tick60, "TICK_60", EventType.Tick),
        (EventType.Tick3600, "TICK_3600", EventType.Tick),
        (EventType.ProcessGroup, "PROCESS_GROUP", EventType.Any),
        (EventType.ProcessGroupAdded, "PROCESS_GROUP_ADDED", EventType.ProcessGroup),
        (EventType.ProcessGroupRemoved, "PROCESS_GROUP_REMOVED", EventType.ProcessGroup),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName =
        Rows.ToFrozenDictionary(row => row.Name, row => row.Type, StringComparer.Ordinal);

    /// <summary>All names as they are written in <c>events</c>, the root first.</summary>
    public static IEnumerable<string> Names => Rows.Select(row => row.Name);

    /// <summary>The type of a name in upper case, or null.</summary>
    public static EventType? Find(string name) => ByName.TryGetValue(name, out var type) ? type : null;

    public static string Name(this EventType type) => Rows[(int)type].Name;

    /// <summary>Whether it is the node itself or below it.</summary>
    public static bool IsWithin(this EventType type, EventType node)
    {
        while (type != node && type != EventType.Any)
        {
            type = Rows[(int)type].Parent;
        }

        return type == node;
    }

    /// <summary>Whether somebody who subscribed to <paramref name="node"/> can get an event of this type or of one below it.</summary>
    public static bool IsDeliveredTo(this EventType type, EventType node) => type.IsWithin(node) || node.IsWithin(type);
}
