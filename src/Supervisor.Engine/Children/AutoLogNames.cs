using System.Text;
using Supervisor.Core.Specs;
using Supervisor.Engine.Output;
using Supervisor.Engine.Recovery;

namespace Supervisor.Engine.Children;

/// <summary>The random names of automatic logs: each is drawn once, and the next brain writes on into the same file.</summary>
internal sealed class AutoLogNames(IJournal journal)
{
    private readonly Dictionary<string, string> _recovered = journal.Recovered
        .Where(record => record.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(record => record.Key, record => Encoding.UTF8.GetString(record.Value), StringComparer.Ordinal);

    private const string Prefix = "automatic-log/";

    public string PathFor(ProcessName process, string stream, DaemonSpec daemon)
    {
        var key = Key(process, stream);
        if (_recovered.Remove(key, out var known)) return known;
        var path = AutoLog.NewPath(daemon.ChildLogDirectory, process.Name, stream, daemon.Identifier);
        journal.Put(key, Encoding.UTF8.GetBytes(path));
        return path;
    }

    /// <summary>The process has left; should it come back, it gets new names.</summary>
    public void Forget(ProcessName process)
    {
        journal.Remove(Key(process, "stdout"));
        journal.Remove(Key(process, "stderr"));
    }

    private static string Key(ProcessName process, string stream) => $"{Prefix}{process.Group}:{process.Name} {stream}";
}
