namespace Supervisor.Config.Documents;

/// <summary>How names are written in a text that is to be expanded.</summary>
public enum TextSyntax
{
    /// <summary>As in TOML files: <c>${NAME}</c>.</summary>
    Dollar,

    /// <summary>As in INI files: <c>%(name)s</c>, by Python's <c>%</c> operator on a dictionary.</summary>
    Percent,
}
