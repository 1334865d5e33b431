using Supervisor.Core.Collections;

namespace Supervisor.Core.Specs;

/// <summary>A whole config, validated: what one start or reload of the daemon works from.</summary>
public sealed record SupervisorSpec(DaemonSpec Daemon, ValueList<ServerSpec> Servers, RosterSpec Roster);
