using System.Text;
using Supervisor.Config;
using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Core.Recovery;

namespace Supervisor.Daemon.Boot;

/// <summary>Reads the config that the daemon was started with, again and again: at start, reread, update and reload.</summary>
internal sealed class ConfigSource(string path, DaemonOptions options, IConfigHost host)
{
    private const string PathKey = "config-path";
    private const string DirectoryKey = "start-directory";

    /// <summary>Absolute, so that a later change of directory does not matter.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path, host.CurrentDirectory);

    /// <summary>The file that the options name, or the first one where supervisord looks. Null when there is none, which was said.</summary>
    public static ConfigSource? Find(DaemonOptions options, IConfigHost host)
    {
        if (options.ConfigFile is { } given) return new ConfigSource(given, options, host);
        var found = ConfigSearch.Find(Environment.ProcessPath ?? "supervisord", host, forClient: false);
        if (found.Path is { } path) return new ConfigSource(path, options, host);
        StandardError.WriteLine($"Error: {found.Error}\nFor help, use {ProgramName.AsCalled()} -h");
        return null;
    }

    /// <summary>The same as another brain had it, whatever the working directory is by now.</summary>
    public static ConfigSource? From(IReadOnlyDictionary<string, byte[]> records, DaemonOptions options) =>
        records.TryGetValue(PathKey, out var path) && records.TryGetValue(DirectoryKey, out var directory)
            ? new ConfigSource(Encoding.UTF8.GetString(path), options, DaemonConfigHost.Create(Encoding.UTF8.GetString(directory)))
            : null;

    public void Write(IRecordSink records)
    {
        records.Put(PathKey, Encoding.UTF8.GetBytes(Path));
        records.Put(DirectoryKey, Encoding.UTF8.GetBytes(host.CurrentDirectory));
    }

    public ConfigResult Read() => ConfigLoader.Load(Path, options, host);
}
