using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;

namespace Supervisor.Config.Validation;

/// <summary>The tables of a kind that come with names, such as <c>[program.NAME]</c>.</summary>
internal static class NamedTables
{
    /// <summary>Those with a name that is allowed; the others are reported.</summary>
    public static IEnumerable<(string Name, ConfigTable Table)> Of(ConfigTable? parent, string kind, DiagnosticSink sink)
    {
        foreach (var entry in parent?.Entries ?? [])
        {
            if (entry.Table is null)
            {
                sink.Error(entry.Place, $"`{entry.Key}` stands in [{kind}], which holds tables only: write [{kind}.NAME]");
            }
            else if (NameRules.Check(entry.Key) is { } error)
            {
                sink.Error(entry.Place, error);
            }
            else
            {
                yield return (entry.Key, entry.Table);
            }
        }
    }
}
