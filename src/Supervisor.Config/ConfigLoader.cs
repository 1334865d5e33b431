using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Config.Validation;

namespace Supervisor.Config;

/// <summary>Reads a config file and what it includes, and validates it as a whole.</summary>
public static class ConfigLoader
{
    /// <summary>A spec, or every error of every file. Never throws for anything that is in the files.</summary>
    /// <param name="path">The config file; relative ones start at the host's current directory.</param>
    /// <param name="overrides">The command line, which wins over the file.</param>
    /// <param name="host">The machine.</param>
    public static ConfigResult Load(string path, DaemonOptions overrides, IConfigHost host) =>
        Load(path, overrides, host, trusted: false);

    /// <summary>
    /// Builds a config again from the texts that <see cref="ConfigResult.Files"/> kept, whatever lies on disk by now.
    /// Directories, users and groups are taken as they were found when it was applied.
    /// </summary>
    /// <param name="path">The path it was first loaded from.</param>
    /// <param name="fileTexts">Texts by absolute path, the main file among them.</param>
    /// <param name="overrides">The command line.</param>
    /// <param name="host">The machine; its files are not read.</param>
    public static ConfigResult LoadTexts(
        string path, IReadOnlyDictionary<string, string> fileTexts, DaemonOptions overrides, IConfigHost host) =>
        Load(path, overrides, new RecordedFilesHost(fileTexts, host), trusted: true);

    private static ConfigResult Load(string path, DaemonOptions overrides, IConfigHost host, bool trusted)
    {
        var sink = new DiagnosticSink();
        var loaded = new DocumentLoader(host, sink).Load(path);
        sink.EndOfReading();
        loaded.Plugins.Report(new ExpansionScope(host), sink);
        var machine = new MachineChecks(host, trusted);
        var (spec, client) = new SpecReader(loaded.Document, overrides, machine, sink).Read();
        return new ConfigResult
        {
            Spec = sink.HasErrors ? null : spec,
            Client = sink.HasErrors ? null : client,
            Diagnostics = sink.ToList(),
            Messages = loaded.Messages,
            Files = loaded.Files,
        };
    }
}
