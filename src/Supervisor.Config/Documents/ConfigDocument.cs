namespace Supervisor.Config.Documents;

/// <summary>One config as written, from one file or merged from several; untyped, each part with its place.</summary>
/// <param name="Path">The file that was asked for.</param>
/// <param name="Root">Its tables.</param>
public sealed record ConfigDocument(string Path, ConfigTable Root)
{
    /// <summary>Whether the file that was asked for is one of supervisord's INI files; what it includes may be the other kind.</summary>
    public bool IsIni => !IsToml(Path);

    /// <summary>A file whose name ends in <c>.toml</c> is TOML, every other one is INI.</summary>
    public static bool IsToml(string path) => path.EndsWith(".toml", StringComparison.Ordinal);
}
