namespace Supervisor.Core.Listeners;

/// <summary>supervisord's states of an event listener and their numbers.</summary>
public enum ListenerPhase
{
    /// <summary>It waits for an event.</summary>
    Ready = 10,

    /// <summary>It has an event and owes a result.</summary>
    Busy = 20,

    /// <summary>It owes the word that it is ready: the state it starts in and comes back to after each result.</summary>
    Acknowledged = 30,

    /// <summary>It broke the protocol, and gets nothing until it is started again.</summary>
    Unknown = 40,
}
