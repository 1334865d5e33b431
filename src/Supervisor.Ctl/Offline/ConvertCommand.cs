using Supervisor.Config;
using Supervisor.Config.Conversion;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Offline;

/// <summary>Turns an INI config of supervisord into TOML: to stdout, or with its included files into a folder.</summary>
internal sealed class ConvertCommand : IOfflineCommand
{
    public const string CommandName = "convert";

    private const string OutputOption = "--output";

    public string Name => CommandName;

    public string Help =>
        """
        convert <file.conf>			Print the TOML for a supervisord.conf
        convert --output <dir> <file.conf>	Write it and the files that it includes into a directory
        """;

    public int Run(IReadOnlyList<string> words, TextOutput output, TextOutput errors)
    {
        string? folder = null;
        var files = new List<string>();
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (word is "-h" or "--help")
            {
                output.Line(Help);
                return ExitCode.Ok;
            }

            if (word is "-o" or OutputOption && i + 1 < words.Count)
                folder = words[++i];
            else if (word.StartsWith(OutputOption + "=", StringComparison.Ordinal))
                folder = word[(OutputOption.Length + 1)..];
            else if (word.StartsWith('-') && word.Length > 1)
                return WrongUse($"convert has no option {word}, or it lacks its value", errors);
            else
                files.Add(word);
        }

        return files.Count != 1 ? WrongUse("convert requires one file name", errors) : Convert(files[0], folder, output, errors);
    }

    private static int Convert(string file, string? folder, TextOutput output, TextOutput errors)
    {
        ConversionResult result = ConfigConverter.Convert(file, withIncludes: folder is not null, LocalConfigHost.Create());
        foreach (ConfigDiagnostic diagnostic in result.Diagnostics)
            errors.Line(diagnostic.ToString());
        if (result.Files.Count == 0)
            return ExitCode.Generic;
        if (folder is not null)
            return new ConvertedFiles(folder, output, errors).Write(result.Files) ? ExitCode.Ok : ExitCode.Generic;
        output.Text(result.Files[0].Text);
        return ExitCode.Ok;
    }

    private int WrongUse(string text, TextOutput errors)
    {
        errors.Line($"Error: {text}");
        errors.Line(Help);
        return ExitCode.BadArguments;
    }
}
