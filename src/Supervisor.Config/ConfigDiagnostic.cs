using Supervisor.Config.Diagnostics;

namespace Supervisor.Config;

/// <summary>One finding about a config, with its place.</summary>
/// <param name="Severity">Whether the config can still be used.</param>
/// <param name="File">The file as it was named, or empty when the finding has no file.</param>
/// <param name="Line">From 1; 0 when the finding concerns the file as a whole.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 with <paramref name="Line"/> 0.</param>
/// <param name="Text">What is wrong, in one line.</param>
public sealed record ConfigDiagnostic(ConfigSeverity Severity, string File, int Line, int Column, string Text)
{
    public bool IsError => Severity == ConfigSeverity.Error;

    /// <summary>The text as supervisord logs it, with its place behind it: <c>text (file:line:col)</c>.</summary>
    public string ToLogText() => (File, Line) switch
    {
        ("", _) => Text,
        (_, 0) => $"{Text} ({File})",
        _ => string.Create(null, $"{Text} ({File}:{Line}:{Column})"),
    };

    /// <summary><c>file:line:col: error: text</c>, without the parts of the place that are not known.</summary>
    public override string ToString()
    {
        var severity = IsError ? "error" : "warning";
        return (File, Line) switch
        {
            ("", _) => $"{severity}: {Text}",
            (_, 0) => $"{File}: {severity}: {Text}",
            _ => string.Create(null, $"{File}:{Line}:{Column}: {severity}: {Text}"),
        };
    }
}
