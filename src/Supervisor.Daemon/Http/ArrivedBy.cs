using Supervisor.Core.Specs;
using Supervisor.Daemon.Http.Tls;

namespace Supervisor.Daemon.Http;

/// <summary>Which of the servers a connection was made to; a feature of the connection and of its requests.</summary>
/// <param name="Server">As configured.</param>
/// <param name="Certificate">What it speaks TLS with; null for plain HTTP.</param>
internal sealed record ArrivedBy(ServerSpec Server, TlsCertificate? Certificate = null);
