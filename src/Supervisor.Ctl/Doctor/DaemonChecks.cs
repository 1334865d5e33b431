namespace Supervisor.Ctl.Doctor;

/// <summary>The running supervisord, its keeper, and whether it is the one on disk.</summary>
internal static class DaemonChecks
{
    public static IEnumerable<Finding> Of(DaemonFacts daemon)
    {
        if (daemon.Contact != DaemonContact.Answered)
        {
            yield return Contact(daemon);
            yield break;
        }

        yield return Finding.Ok("supervisord", $"version {daemon.Version} answers at {daemon.Url}");
        if (daemon.BrainPid is { } brain)
            yield return Finding.Ok("keeper", $"process {daemon.KeeperPid} keeps the programs, process {brain} answers: a crash of it stops no program");
        else
            yield return Finding.Unknown("keeper", $"the processes of supervisord (pid {daemon.KeeperPid}) cannot be seen from here: another machine or pid namespace, or a /proc that hides them");
        yield return Binary(daemon);
        foreach (string warning in daemon.Warnings)
            yield return Finding.Limited("supervisord_warning", warning);
    }

    private static Finding Contact(DaemonFacts daemon) => daemon.Contact switch
    {
        DaemonContact.Absent => Finding.Limited("supervisord", $"does not run: {daemon.Text}", "start it; all other lines tell what a supervisord started from here would find"),
        DaemonContact.Closed => Finding.Failed("supervisord", daemon.Text, "ask as another user, or with -u and -p"),
        DaemonContact.Nowhere => Finding.Failed("supervisord", daemon.Text, "add [unix_http_server] to the config, or name the server with -s"),
        _ => Finding.Failed("supervisord", daemon.Text, "see whether it is this supervisord that listens there"),
    };

    private static Finding Binary(DaemonFacts daemon)
    {
        if (daemon.IsReplacedOnDisk == true)
            return Finding.Limited("version", $"version {daemon.Version} runs from a file that was replaced or deleted", "supervisorctl upgrade takes on the new one; no program is restarted");
        return daemon.Version == daemon.OwnVersion
            ? Finding.Ok("version", $"supervisord and supervisorctl are both {daemon.Version}")
            : Finding.Limited("version", $"supervisord is {daemon.Version}, supervisorctl {daemon.OwnVersion}", "supervisorctl upgrade, when both were installed together");
    }
}
