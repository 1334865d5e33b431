namespace Supervisor.Posix.Events;

/// <summary>One report of <see cref="Epoll.Wait"/>: what happened, and the tag given at registration.</summary>
public readonly record struct EpollEvent(EpollEvents Events, ulong Tag);
