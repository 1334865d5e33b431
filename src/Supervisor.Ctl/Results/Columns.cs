namespace Supervisor.Ctl.Results;

/// <summary>Lays words out in columns, filled from top to bottom, in as few lines as the width allows.</summary>
internal static class Columns
{
    private const int Gap = 2;

    public static IEnumerable<string> Lines(IReadOnlyList<string> words, int width)
    {
        int rows = 1;
        while (rows < words.Count && Widths(words, rows).Sum(w => w + Gap) - Gap > width)
            rows++;
        int[] widths = Widths(words, rows);
        for (int row = 0; row < rows; row++)
            yield return string.Join("  ", Row(words, rows, row).Select((word, column) => word.PadRight(widths[column])));
    }

    private static IEnumerable<string> Row(IReadOnlyList<string> words, int rows, int row)
    {
        for (int i = row; i < words.Count; i += rows)
            yield return words[i];
    }

    private static int[] Widths(IReadOnlyList<string> words, int rows) =>
        [.. words.Chunk(rows).Select(column => column.Max(word => word.Length))];
}
