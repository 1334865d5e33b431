using Supervisor.Config;
using Supervisor.Config.Hosting;
using Supervisor.Engine.Output.Syslog;

namespace Supervisor.Daemon.Boot;

/// <summary>What is said at the prompt about a config, before there is a log.</summary>
internal static class ConfigReport
{
    public static void Tell(ConfigResult config)
    {
        foreach (var diagnostic in config.Diagnostics)
        {
            StandardError.WriteLine(diagnostic.ToString(), diagnostic.IsError ? SyslogMessage.Error : SyslogMessage.Warning);
        }
    }

    public static void Refuse(ConfigSource source) => StandardError.WriteLine(
        $"supervisord: cannot start from {source.Path}: the config has errors; nothing was started\nFor help, use {ProgramName.AsCalled()} -h");
}
