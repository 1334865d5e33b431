using Supervisor.Core.Specs;

namespace Supervisor.Daemon.Http;

/// <summary>Which of the servers a connection was made to; a feature of the connection and of its requests.</summary>
internal sealed record ArrivedBy(ServerSpec Server);
