using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;

namespace Supervisor.Config.Validation;

/// <summary>Reports keys that nothing reads: a mistyped key must not be ignored.</summary>
internal static class UnknownKeys
{
    public static void Report(ConfigTable table, string section, IEnumerable<string> known, DiagnosticSink sink)
    {
        foreach (var entry in table.Entries)
        {
            if (!known.Contains(entry.Key))
            {
                sink.Error(entry.Place, $"unknown key `{entry.Key}` in [{section}]{sink.Hint(entry.Key, known)}");
            }
        }
    }
}
