using Supervisor.Config.Hosting;

namespace Supervisor.Config.Tests.Ini.Oracle;

/// <summary>The machine itself, with the environment and the directory that the oracle has.</summary>
internal sealed class OracleHost : IConfigHost
{
    private readonly SystemConfigHost _machine = new() { CurrentDirectory = "/tmp" };

    public string CurrentDirectory => "/tmp";

    public string HostName => _machine.HostName;

    public IReadOnlyDictionary<string, string> Environment => Oracle.Environment;

    public FileContent ReadFile(string path, int limit) => _machine.ReadFile(path, limit);

    public bool Exists(string path) => _machine.Exists(path);

    public bool IsDirectory(string path) => _machine.IsDirectory(path);

    public IReadOnlyList<string> List(string directory) => _machine.List(directory);

    public Account? FindUser(string nameOrId) => _machine.FindUser(nameOrId);

    public bool HasGroup(string nameOrId) => _machine.HasGroup(nameOrId);
}
