using Supervisor.Config.Ini;

namespace Supervisor.Config.Documents;

/// <summary>A document, and the files it was made of.</summary>
/// <param name="Document">All tables merged; what could not be read is missing.</param>
/// <param name="Files">With absolute paths, the main file first.</param>
/// <param name="Messages">One text for each file that was included.</param>
/// <param name="Plugins">The plug-ins that INI files ask for.</param>
internal sealed record LoadedDocument(
    ConfigDocument Document, IReadOnlyList<ConfigFile> Files, IReadOnlyList<string> Messages, IniPlugins Plugins);
