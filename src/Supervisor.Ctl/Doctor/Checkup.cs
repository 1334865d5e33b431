namespace Supervisor.Ctl.Doctor;

/// <summary>All checks: a function of facts, with no look at the machine.</summary>
internal static class Checkup
{
    public static IReadOnlyList<Finding> Of(HostFacts facts) =>
    [
        ConfigChecks.Of(facts.Config),
        .. DaemonChecks.Of(facts.Daemon),
        .. ProcessChecks.Of(facts.Process, facts.Config),
        .. SystemChecks.Of(facts.System),
        .. FolderChecks.Of(facts.Folders),
    ];
}
