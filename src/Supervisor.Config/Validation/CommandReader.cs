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
            if (entry.IsIni && (split.Error is not null || split.Value!.Count == 0 || split.Value[0].Length == 0))
            {
                // In supervisord this is no mistake of the config but one of the start of this program alone.
                reader.Warn(entry.Value.Place, split.Error is null
                    ? $"[program:{reader.Scope.ProgramName}] cannot be started: command is empty"
                    : $"[program:{reader.Scope.ProgramName}] cannot be started: can't parse command: {split.Error}");
                return new CommandLine(written, split.Error is null ? split.Value!.ToValueList() : [], split.Error);
            }

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
