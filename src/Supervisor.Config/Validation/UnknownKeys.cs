using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.EnvironmentFiles;

namespace Supervisor.Config.Validation;

/// <summary>
/// Reports keys that nothing reads: a mistyped key must not be ignored. In INI files it is a warning, since supervisord
/// takes them without a word and many a file in use has some.
/// </summary>
internal static class UnknownKeys
{
    /// <summary>Whether supervisord ignores the key in an INI file, and so do we: such a file goes on meaning what it means there.</summary>
    public static bool IsForTomlOnly(string key) => key == EnvironmentFilesReader.Key;

    public static void Report(ConfigTable table, string section, IEnumerable<string> known, DiagnosticSink sink)
    {
        foreach (var entry in table.Entries)
        {
            if (!known.Contains(entry.Key) || (entry.IsIni && IsForTomlOnly(entry.Key)))
            {
                Report(entry, table, section, known, sink);
            }
        }
    }

    public static void Report(
        ConfigEntry entry, ConfigTable table, string section, IEnumerable<string> known, DiagnosticSink sink)
    {
        var title = entry.IsIni ? table.Title(section) : section;
        var hint = IsForTomlOnly(entry.Key) ? "; only a TOML file can have it" : sink.Hint(entry.Key, known);
        if (entry.IsIni)
        {
            sink.Warn(entry.Place, $"unknown key `{entry.Key}` in [{title}] is ignored{hint}");
        }
        else
        {
            sink.Error(entry.Place, $"unknown key `{entry.Key}` in [{title}]{hint}");
        }
    }
}
