using Supervisor.Core.Collections;

namespace Supervisor.Core.Specs;

/// <summary>A command as written and as split into words; what cannot be split fails when it is started, not when it is read.</summary>
/// <param name="Text">As people read it.</param>
/// <param name="Arguments">The words, the program first; empty when the text is empty or cannot be split.</param>
/// <param name="SplitError">Why the text cannot be split ("No closing quotation"), else null.</param>
public sealed record CommandLine(string Text, ValueList<string> Arguments, string? SplitError = null);
