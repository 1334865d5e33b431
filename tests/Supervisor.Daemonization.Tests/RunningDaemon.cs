namespace Supervisor.Daemonization.Tests;

/// <summary>
/// A daemon with the default settings, started from a pseudo-terminal by a process that has all that a daemon must get rid of: a
/// controlling terminal, open descriptors, a mask, a directory, blocked and ignored signals.
/// </summary>
public sealed class RunningDaemon : IDisposable
{
    private readonly Launch _launch = new();

    public RunningDaemon()
    {
        if (!File.Exists("/usr/bin/script")) return;
        File.WriteAllText(_launch["leaked"], "");
        var command = $"cd {_launch.Folder}; umask 027; trap '' HUP INT; exec 7<leaked 50<leaked; "
            + $"echo $$ > launcher; exec {Launch.Program} open report={_launch.ReportPath} ready stop={_launch["ended"]}";
        _launch.Variables["SHELL"] = "/bin/bash";
        Outcome = _launch.RunCommand("script", "--quiet", "--return", "--command", command, "/dev/null");
        Launcher = int.Parse(File.ReadAllText(_launch["launcher"]), System.Globalization.CultureInfo.InvariantCulture);
        Process = _launch.Daemon();
    }

    internal Outcome? Outcome { get; }

    internal int Launcher { get; }

    internal ProcessView? Process { get; }

    internal string Leaked => _launch["leaked"];

    internal string Reported(string name) => _launch.Reported(name);

    /// <summary>The daemon, or a skipped test where there is no script(1) to make a terminal.</summary>
    internal ProcessView Get()
    {
        Assert.SkipWhen(Process is null, "needs script(1) of bsdutils");
        Assert.True(Outcome!.ExitCode == 0, Outcome.Output + Outcome.Error);
        return Process!;
    }

    public void Dispose() => _launch.Dispose();
}
