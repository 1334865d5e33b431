namespace Supervisor.Config.Documents;

/// <summary>One config as written, from one file or merged from several; untyped, each part with its place.</summary>
/// <param name="Path">The file that was asked for.</param>
/// <param name="Root">Its tables.</param>
public sealed record ConfigDocument(string Path, ConfigTable Root);
