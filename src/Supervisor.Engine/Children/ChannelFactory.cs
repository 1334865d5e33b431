using System.Collections;
using Supervisor.Core.Collections;
using Supervisor.Core.Notices;
using Supervisor.Core.Output;
using Supervisor.Core.Specs;
using Supervisor.Engine.Events;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Syslog;
using Supervisor.Engine.Output.Taps;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Children;

/// <summary>Makes the logs of processes as the config in force says, and knows what every child's environment starts from.</summary>
internal sealed class ChannelFactory(
    OutputPump pump, IDictionary daemonEnvironment, Action<string> debugCopy, AutoLogNames automaticLogs, EventDemand demand, SyslogSenders syslog, Action<Notice> tell)
{
    private DaemonSpec? _daemon;

    /// <summary>What programs started from now on get.</summary>
    public ChildEnvironment Environment { get; private set; } = new(daemonEnvironment, null);

    /// <summary>The daemon's name in the headers of events.</summary>
    public string Identifier => Daemon.Identifier;

    private DaemonSpec Daemon => _daemon ?? throw new InvalidOperationException("there is no config yet");

    /// <summary>Takes a new config; programs that run keep what they were started with.</summary>
    public void Configure(SupervisorSpec spec)
    {
        _daemon = spec.Daemon;
        Environment = new ChildEnvironment(daemonEnvironment, UrlOf(spec.Servers));
    }

    /// <summary>Makes the channels of a process; no file is touched before its first start.</summary>
    public void Open(ProcessSpec spec, ChildTable children)
    {
        var child = Open(spec);
        children.Add(child);

        // Only now: a change of the demand goes to those in the table.
        child.ApplyTaps(demand);
    }

    private Child Open(ProcessSpec spec)
    {
        var stdout = OpenChannel(spec, "stdout", spec.Stdout);
        var stderr = spec.RedirectStderr ? null : OpenChannel(spec, "stderr", spec.Stderr);
        List<string> automatic = [];
        if (spec.Stdout.Destination is LogDestination.Auto) automatic.Add(stdout.LogPath!);
        if (stderr is not null && spec.Stderr.Destination is LogDestination.Auto) automatic.Add(stderr.LogPath!);
        var child = new Child(spec.Name, stdout, stderr, automatic, spec.IsEventListener) { KillAsGroup = spec.KillAsGroup };
        child.StdoutTaps = Taps(child, stdout, spec, stderr: false);
        if (stderr is not null) child.StderrTaps = Taps(child, stderr, spec, stderr: true);
        return child;
    }

    public void Reconfigure(Child child, ProcessSpec spec)
    {
        child.KillAsGroup = spec.KillAsGroup;
        child.Stdout.Update(new RotationPolicy(spec.Stdout.MaxBytes, spec.Stdout.Backups));
        child.Stderr?.Update(new RotationPolicy(spec.Stderr.MaxBytes, spec.Stderr.Backups));
        child.StdoutTaps?.Reconfigure(spec.Stdout, demand);
        child.StderrTaps?.Reconfigure(spec.Stderr, demand);
    }

    private static string? UrlOf(ValueList<ServerSpec> servers)
    {
        if (servers.OfType<ServerSpec.Unix>().FirstOrDefault() is { } unix) return $"unix://{unix.Path}";
        return servers.OfType<ServerSpec.Inet>().FirstOrDefault() is { } inet
            ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{(inet.Tls is null ? "http" : "https")}://{(inet.Host.Length == 0 ? "localhost" : inet.Host.Contains(':', StringComparison.Ordinal) ? $"[{inet.Host}]" : inet.Host)}:{inet.Port}")
            : null;
    }

    private OutputChannel OpenChannel(ProcessSpec spec, string stream, LogSpec log) =>
        pump.Open(new ChannelSettings(
            $"{spec.Name} {stream}",
            Target(spec, stream, log.Destination),
            new RotationPolicy(log.MaxBytes, log.Backups)));

    private ChannelTaps Taps(Child child, OutputChannel channel, ProcessSpec spec, bool stderr)
    {
        var (log, stream) = stderr ? (spec.Stderr, "stderr") : (spec.Stdout, "stdout");
        List<IOutputTap> always = [];
        if (Daemon.StripAnsi) always.Add(new StripAnsiTap());
        if (Daemon.LogLevel <= LogLevel.Debug) always.Add(new DebugCopyTap(child.Name.Name, stream, debugCopy));

        // As in the log file there is nothing in syslog and journal of what is captured.
        List<IOutputTap> last = [];
        if (log.Syslog) last.Add(new SyslogTap(syslog.For(spec.Syslog ?? Daemon.Syslog), child.Name, stream, () => child.Pid));
        if (log.Journal) last.Add(new SyslogTap(syslog.For(SyslogTarget.Journal.OfThisMachine), child.Name, stream, () => child.Pid));

        // What a listener says to its pool is no text.
        if (spec.OutputPrefix is { } prefix && (stderr || !spec.IsEventListener)) last.Add(new LinePrefixTap(prefix));
        return new ChannelTaps(channel, always, child.Name, log, stderr, () => child.Pid, tell) { Last = last };
    }

    private SinkTarget Target(ProcessSpec spec, string stream, LogDestination destination) => destination switch
    {
        LogDestination.File file => SinkTarget.FromPath(file.Path),
        LogDestination.Auto => new SinkTarget.File(
            automaticLogs.PathFor(spec.Name, stream, Daemon))
        { Mode = FileSystem.PrivateMode },
        _ => SinkTarget.None.Instance,
    };
}
