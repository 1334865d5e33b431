using Supervisor.Core.Specs;

namespace Supervisor.Config;

/// <summary>
/// What <c>supervisorctl</c> takes from a config, or null with the errors. A mistake elsewhere in the file is only a
/// warning here: the supervisor that runs must stay reachable while somebody edits its config.
/// </summary>
public sealed record ClientConfigResult(ClientSpec? Client, IReadOnlyList<ConfigDiagnostic> Diagnostics);
