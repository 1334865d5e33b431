using Supervisor.Config.Documents;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>output_prefix</c>: a boolean, or the text itself.</summary>
internal static class PrefixReader
{
    /// <summary>Stands for the name of the process; no text from a config is this.</summary>
    public const string OwnName = "\0";

    private const int MostCharacters = 256;

    public static string? Read(ConfigEntry entry, ValueReader reader)
    {
        if (reader.Text(entry) is not { Length: > 0 } text)
        {
            return null;
        }

        if (ValueText.Boolean(text) is { Error: null, Value: var isWanted })
        {
            return isWanted ? OwnName : null;
        }

        if (text.Length > MostCharacters)
        {
            reader.Invalid(entry, string.Create(null, $"it is longer than {MostCharacters} characters"));
            return null;
        }

        if (text.Any(c => char.IsControl(c) && c is not ('\t' or '\e')))
        {
            reader.Invalid(entry, "it contains a control character");
            return null;
        }

        return text;
    }
}
