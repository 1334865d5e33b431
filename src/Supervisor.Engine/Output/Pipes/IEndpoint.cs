using Supervisor.Posix.Events;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>Something that epoll reports on.</summary>
internal interface IEndpoint
{
    void OnEvent(EpollEvents events, PumpLoop loop);
}

/// <summary>Something that asked to be called at a time. It may be called when nothing of it is due any more.</summary>
internal interface IDue
{
    void OnDue(long now, PumpLoop loop);
}
