namespace Supervisor.Engine.Notices;

/// <summary>Takes the events that clients send to event listeners: supervisord's REMOTE_COMMUNICATION.</summary>
public interface IRemoteEvents
{
    /// <summary>Hands an event to whoever subscribes to such events; nobody is waited for.</summary>
    /// <param name="type">The <c>type</c> of the payload.</param>
    /// <param name="data">The rest of the payload.</param>
    void Send(string type, ReadOnlyMemory<byte> data);
}

/// <summary>Of a supervisor without event listeners: nobody subscribes, so every event is done with at once.</summary>
public sealed class NoRemoteListeners : IRemoteEvents
{
    public void Send(string type, ReadOnlyMemory<byte> data)
    {
        // There is nobody to hand it to.
    }
}
