using Supervisor.Config;
using Supervisor.Config.Hosting;
using Supervisor.Config.Options;

namespace Supervisor.Daemon.Boot;

/// <summary>Reads the config that the daemon was started with, again and again: at start, reread, update and reload.</summary>
internal sealed class ConfigSource(string path, DaemonOptions options, IConfigHost host)
{
    /// <summary>Absolute, so that a later change of directory does not matter.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path, host.CurrentDirectory);

    public ConfigResult Read() => ConfigLoader.Load(Path, options, host);
}
