using Supervisor.Config.Diagnostics;

namespace Supervisor.Config.Documents;

/// <summary>Merges the tables of several files: a table may be spread over files, a key has one place.</summary>
internal static class TableMerger
{
    public static void Merge(ConfigTable target, ConfigTable source, DiagnosticSink sink)
    {
        foreach (var entry in source.Entries)
        {
            if (target.Add(entry))
            {
                continue;
            }

            target.TryGet(entry.Key, out var first);
            if (Spreads(first!.Table) && Spreads(entry.Table))
            {
                if (first.Table!.Origin == TableOrigin.Implied && entry.Table!.Origin == TableOrigin.Header)
                {
                    first.Table.Declare(entry.Table.Place);
                }

                Merge(first.Table, entry.Table!, sink);
            }
            else
            {
                sink.Error(entry.Place, $"`{entry.Key}` is set twice: first at {first.Place}");
            }
        }
    }

    private static bool Spreads(ConfigTable? table) => table is { Origin: not TableOrigin.Inline };
}
