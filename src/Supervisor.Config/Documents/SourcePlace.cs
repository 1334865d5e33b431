namespace Supervisor.Config.Documents;

/// <summary>Where something stands in a config.</summary>
/// <param name="File">The file as it was named; empty for none.</param>
/// <param name="Line">From 1, or 0 for the file as a whole.</param>
/// <param name="Column">From 1, in UTF-16 units, or 0.</param>
public readonly record struct SourcePlace(string File, int Line, int Column)
{
    public static readonly SourcePlace Nowhere = new("", 0, 0);

    public static SourcePlace WholeFile(string file) => new(file, 0, 0);

    /// <summary><c>file:line</c>, for use within a text.</summary>
    public override string ToString() => Line == 0 ? File : string.Create(null, $"{File}:{Line}");
}
