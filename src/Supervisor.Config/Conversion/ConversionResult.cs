namespace Supervisor.Config.Conversion;

/// <summary>A TOML file that stands for an INI file.</summary>
/// <param name="Source">The INI file, absolute.</param>
/// <param name="Target">Where it belongs, relative to the folder of the main file.</param>
/// <param name="Text">What is in it.</param>
public sealed record ConvertedFile(string Source, string Target, string Text);

/// <summary>What became of a conversion.</summary>
/// <param name="Files">The main file first; empty when there is an error.</param>
/// <param name="Diagnostics">What could not be converted, and what was left out.</param>
public sealed record ConversionResult(IReadOnlyList<ConvertedFile> Files, IReadOnlyList<ConfigDiagnostic> Diagnostics);
