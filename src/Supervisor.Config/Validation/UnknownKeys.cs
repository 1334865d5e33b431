using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;

namespace Supervisor.Config.Validation;

/// <summary>
/// Reports keys that nothing reads: a mistyped key must not be ignored. In INI files it is a warning, since supervisord
/// takes them without a word and many a file in use has some.
/// </summary>
internal static class UnknownKeys
{
    public static void Report(ConfigTable table, string section, IEnumerable<string> known, DiagnosticSink sink)
    {
        foreach (var entry in table.Entries)
        {
            if (!known.Contains(entry.Key))
            {
                Report(entry, table, section, known, sink);
            }
        }
    }

    public static void Report(
        ConfigEntry entry, ConfigTable table, string section, IEnumerable<string> known, DiagnosticSink sink)
    {
        var title = entry.IsIni ? table.Title(section) : section;
        var hint = sink.Hint(entry.Key, known);
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
