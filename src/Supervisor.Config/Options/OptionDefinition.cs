namespace Supervisor.Config.Options;

/// <summary>One command line option.</summary>
/// <param name="Short">Its letter, or null.</param>
/// <param name="Long">Its long name, or null.</param>
/// <param name="TakesValue">Whether a value follows.</param>
/// <param name="Additional">
/// Whether supervisord does not have it: then it never makes an abbreviation ambiguous that is a good one there.
/// </param>
/// <param name="Repeatable">Whether it may be given more than once.</param>
internal sealed record OptionDefinition(char? Short, string? Long, bool TakesValue, bool Additional = false, bool Repeatable = false);

/// <summary>One option as given: <paramref name="Shown"/> is <c>-c</c> or <c>--configuration</c>.</summary>
internal sealed record GivenOption(OptionDefinition Definition, string Shown, string Value);

/// <summary>A command line taken apart.</summary>
/// <param name="Options">In the order given.</param>
/// <param name="Rest">The words after the options.</param>
/// <param name="Terminated">Whether <c>--</c> ended the options.</param>
/// <param name="Error">What is wrong, else null.</param>
internal sealed record GetOptResult(
    IReadOnlyList<GivenOption> Options, IReadOnlyList<string> Rest, bool Terminated, string? Error);
