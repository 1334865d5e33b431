using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Validation;
using Supervisor.Core.Collections;

namespace Supervisor.Config.EnvironmentFiles;

/// <summary>
/// Reads <c>environment_file</c>: files of variables in the form of <see cref="DotenvReader"/>, later ones over earlier ones. One with a
/// <c>-</c> before its path may be missing, as in systemd's EnvironmentFile=.
/// </summary>
internal static class EnvironmentFilesReader
{
    public const string Key = "environment_file";

    /// <summary>The variables of all files that a table names; what is wrong is reported at its place in those files.</summary>
    public static ValueMap Read(ConfigTable? table, ValueReader reader, MachineChecks machine, DiagnosticSink sink)
    {
        // supervisord knows no such key, and a file of its own goes on meaning what it means there.
        if (table is null || !table.TryGet(Key, out var entry) || entry.IsIni || reader.List(entry) is not { } files)
        {
            return ValueMap.Empty;
        }

        return new ValueMap(files.SelectMany(file => ReadFile(file.Text, file.Place, reader.Scope.Files, machine, sink)));
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ReadFile(
        string text, SourcePlace place, ValueFiles files, MachineChecks machine, DiagnosticSink sink)
    {
        var isOptional = text.StartsWith('-');
        var path = machine.Path(isOptional ? text[1..] : text);
        if (path.Error is not null)
        {
            sink.Error(place, $"invalid value for `{Key}`: {path.Error}");
            return [];
        }

        var file = files.ReadVariables(path.Value!);
        if (file.Text is { } content)
        {
            var (variables, errors) = DotenvReader.Read(content);
            foreach (var error in errors)
            {
                sink.Error(new SourcePlace(path.Value!, error.Line, error.Column), error.Text);
            }

            return variables;
        }

        if (!isOptional || !file.IsMissing)
        {
            var remedy = file.IsMissing ? $"create it, or write \"-{path.Value}\" if it may be missing"
                : file.IsSpecial ? "reading it might never end; name a regular file"
                : "let the user that supervisord runs as read it";
            sink.Error(place, $"cannot read the environment file {path.Value}: {file.Error}; {remedy}");
        }

        return [];
    }
}
