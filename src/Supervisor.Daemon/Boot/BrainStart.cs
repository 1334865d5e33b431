using Supervisor.Config;
using Supervisor.Config.Options;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Recovery;

namespace Supervisor.Daemon.Boot;

/// <summary>What a brain begins with: a config that was just read, or the one that is in force with all that it has led to.</summary>
/// <param name="Config">What was found in the files; null when they were not read.</param>
internal sealed record BrainStart(ConfigSource Source, SupervisorSpec Spec, ConfigResult? Config, Inheritance Inheritance)
{
    /// <summary>Whether an earlier brain's work goes on, so that nothing is announced or checked as at a start.</summary>
    public bool IsRecovery => Config is null;

    /// <summary>Reads the config; null when it cannot be used, which was said.</summary>
    /// <param name="isSaid">Whether the command that launched us has said already what is to be said about a good config.</param>
    public static BrainStart? Fresh(Inheritance inheritance, DaemonOptions options, bool isSaid)
    {
        if (ConfigSource.Find(options, DaemonConfigHost.Create()) is not { } source) return null;
        var config = source.Read();
        if (!isSaid && config.Spec is { } good) isSaid = LogSetup.IsInJournal(good.Daemon, LogLevel.Warn);
        if (!isSaid || config.Spec is null) ConfigReport.Tell(config);
        if (config.Spec is { } spec) return new BrainStart(source, spec, config, inheritance);
        ConfigReport.Refuse(source);
        return null;
    }

    /// <summary>Takes up the config in force, whatever lies on disk by now.</summary>
    public static BrainStart Recovered(Inheritance inheritance, DaemonOptions options)
    {
        var (daemon, servers) = inheritance.Daemon!;
        var source = ConfigSource.From(inheritance.Journal.Recovered, options)
            ?? throw new InvalidOperationException("the journal has a state but no config");
        return new BrainStart(source, new SupervisorSpec(daemon, servers, inheritance.State!.State.Available), null, inheritance);
    }
}
