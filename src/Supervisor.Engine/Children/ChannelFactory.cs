using System.Collections;
using Supervisor.Core.Collections;
using Supervisor.Core.Output;
using Supervisor.Core.Specs;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Taps;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Children;

/// <summary>Makes the logs of processes as the config in force says, and knows what every child's environment starts from.</summary>
internal sealed class ChannelFactory(OutputPump pump, IDictionary daemonEnvironment, Action<string> debugCopy, AutoLogNames automaticLogs)
{
    private DaemonSpec? _daemon;

    /// <summary>What programs started from now on get.</summary>
    public ChildEnvironment Environment { get; private set; } = new(daemonEnvironment, null);

    private DaemonSpec Daemon => _daemon ?? throw new InvalidOperationException("there is no config yet");

    /// <summary>Takes a new config; programs that run keep what they were started with.</summary>
    public void Configure(SupervisorSpec spec)
    {
        _daemon = spec.Daemon;
        Environment = new ChildEnvironment(daemonEnvironment, UrlOf(spec.Servers));
    }

    /// <summary>Makes the channels of a process; no file is touched before its first start.</summary>
    public Child Open(ProcessSpec spec)
    {
        var stdout = OpenChannel(spec, "stdout", spec.Stdout);
        var stderr = spec.RedirectStderr ? null : OpenChannel(spec, "stderr", spec.Stderr);
        List<string> automatic = [];
        if (spec.Stdout.Destination is LogDestination.Auto) automatic.Add(stdout.LogPath!);
        if (stderr is not null && spec.Stderr.Destination is LogDestination.Auto) automatic.Add(stderr.LogPath!);
        return new Child(spec.Name, stdout, stderr, automatic);
    }

    public static void Reconfigure(Child child, ProcessSpec spec)
    {
        child.Stdout.Update(new RotationPolicy(spec.Stdout.MaxBytes, spec.Stdout.Backups));
        child.Stderr?.Update(new RotationPolicy(spec.Stderr.MaxBytes, spec.Stderr.Backups));
    }

    private static string? UrlOf(ValueList<ServerSpec> servers)
    {
        if (servers.OfType<ServerSpec.Unix>().FirstOrDefault() is { } unix) return $"unix://{unix.Path}";
        return servers.OfType<ServerSpec.Inet>().FirstOrDefault() is { } inet
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://{(inet.Host.Length == 0 ? "localhost" : inet.Host)}:{inet.Port}")
            : null;
    }

    private OutputChannel OpenChannel(ProcessSpec spec, string stream, LogSpec log)
    {
        var channel = pump.Open(new ChannelSettings(
            $"{spec.Name} {stream}",
            Target(spec, stream, log.Destination),
            new RotationPolicy(log.MaxBytes, log.Backups)));
        var taps = Taps(spec.Name.Name, stream);
        if (taps.Count > 0) channel.SetTaps(taps);
        return channel;
    }

    private List<IOutputTap> Taps(string process, string stream)
    {
        List<IOutputTap> taps = [];
        if (Daemon.StripAnsi) taps.Add(new StripAnsiTap());
        if (Daemon.LogLevel <= LogLevel.Debug) taps.Add(new DebugCopyTap(process, stream, debugCopy));
        return taps;
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
