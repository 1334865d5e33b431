namespace Supervisor.Config.EnvironmentFiles;

/// <summary>What is wrong with an environment file. The text never has anything of a value, which may be a secret.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Text">The reason.</param>
internal sealed record DotenvError(int Line, int Column, string Text);
