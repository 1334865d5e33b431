namespace Supervisor.Engine.Notices;

/// <summary>Takes the events that clients send to event listeners: supervisord's REMOTE_COMMUNICATION.</summary>
public interface IRemoteEvents
{
    /// <summary>Hands an event to whoever subscribes to such events; nobody is waited for.</summary>
    /// <param name="type">The <c>type</c> of the payload.</param>
    /// <param name="data">The rest of the payload.</param>
    void Send(string type, ReadOnlyMemory<byte> data);
}
