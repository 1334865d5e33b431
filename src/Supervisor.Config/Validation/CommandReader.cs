using Supervisor.Config.Documents;
using Supervisor.Config.Words;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>command</c>: a list is the words themselves, a text is split into words.</summary>
internal static class CommandReader
{
    public static CommandLine? Read(ConfigEntry entry, ValueReader reader)
    {
        IReadOnlyList<string> words;
        string text;
        if (entry.Value is ConfigValue.List)
        {
            if (reader.List(entry) is not { } items)
            {
                return null;
            }

            words = [.. items.Select(item => item.Text)];
            text = ShellWords.Join(words);
        }
        else
        {
            if (reader.Text(entry) is not { } written)
            {
                return null;
            }

            var split = ShellWords.Split(written);
            if (split.Error is not null)
            {
                reader.Invalid(entry, $"it cannot be split into words: {split.Error}");
                return null;
            }

            (words, text) = (split.Value!, written);
        }

        if (words.Count == 0 || words[0].Length == 0)
        {
            reader.Invalid(entry, "the command is empty");
            return null;
        }

        return new CommandLine(text, words.ToValueList());
    }
}
