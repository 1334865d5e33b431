namespace Supervisor.Engine;

/// <summary>Something about what programs are connected to (listening sockets, syslog), for the daemon's log.</summary>
/// <param name="Text">In supervisord's words where it has them.</param>
/// <param name="IsWarning">True for what belongs at WARN, false for INFO.</param>
public sealed record EngineNotice(string Text, bool IsWarning);
